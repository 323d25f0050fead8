import { AppError, hasCode } from '../../errors.js';
import type { Volume } from '../../volumes/types.js';
import { gone } from '../gone.js';
import { numberedName } from '../numbered-name.js';
import type { Place, VolumeFiles } from '../ports.js';
import { UPLOADS_FOLDER } from '../reserved.js';
import type { UploadRow, UploadStore } from './store.js';

/** Names tried for a file whose place is taken. */
const MAX_NUMBER = 1000;

/** Where the bytes of an upload lie until they are all there. */
export function partOf(volume: Volume, id: string): Place {
  return { directory: volume.directory, path: `${UPLOADS_FOLDER}/${id}` };
}

/**
 * Gives complete uploads their names. The name is written down before it is given, so that after a crash in between it
 * is known whether it was.
 */
export class Publication {
  constructor(
    private readonly store: UploadStore,
    private readonly files: VolumeFiles
  ) {}

  /**
   * The path at which a crash left the file published already; null when it is not.
   */
  async interrupted(row: UploadRow, volume: Volume): Promise<string | null> {
    if (row.intended === null) {
      return null;
    }
    const part = partOf(volume, row.id);
    const [there, left] = await Promise.all([
      this.files.stat({ directory: volume.directory, path: row.intended }),
      this.files.stat(part)
    ]);
    if (there?.kind !== 'file' || there.sizeBytes !== row.lengthBytes) {
      return null;
    }
    if (left && left.etag !== there.etag) {
      return null;
    }
    // Two names of one file: the second was being taken away.
    await gone(this.files.remove(part));
    return row.intended;
  }

  /**
   * @returns the path, and what was replaced
   * @throws AppError `already-exists`, `conflict` where something is that is no file
   */
  async publish(
    row: UploadRow,
    volume: Volume
  ): Promise<{ path: string; replaced: { bytes: number; files: number } }> {
    const { directory } = volume;
    if (row.conflict === 'keepBoth') {
      return { path: await this.publishBeside(row, volume), replaced: { bytes: 0, files: 0 } };
    }
    const before = await this.files.stat({ directory, path: row.path });
    if (before && row.conflict === 'replace' && before.kind !== 'file') {
      throw new AppError('conflict', 'Something is there that is no file: it is not replaced');
    }
    await this.rename(row, volume, row.path, row.conflict === 'replace');
    return {
      path: row.path,
      replaced: { bytes: before?.sizeBytes ?? 0, files: before ? 1 : 0 }
    };
  }

  private async publishBeside(row: UploadRow, volume: Volume): Promise<string> {
    const slash = row.path.lastIndexOf('/') + 1;
    const [folder, name] = [row.path.slice(0, slash), row.path.slice(slash)];
    for (let number = 1; ; number++) {
      const path = number === 1 ? row.path : folder + numberedName(name, number, false);
      try {
        await this.rename(row, volume, path, false);
        return path;
      } catch (error) {
        if (!hasCode(error, 'already-exists') || number >= MAX_NUMBER) {
          throw error;
        }
      }
    }
  }

  private async rename(
    { id }: UploadRow,
    volume: Volume,
    path: string,
    replace: boolean
  ): Promise<void> {
    this.store.intend(id, path);
    const target = { directory: volume.directory, path };
    await this.files.rename(partOf(volume, id), target, { replace, parents: true });
  }
}
