import { createHash } from 'node:crypto';

import type { VolumeFile } from '../../contract/common.js';
import type { NotebookSource } from '../../contract/jobs.js';
import type { User } from '../accounts/types.js';
import { AppError, hasCode } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { aboutField, atField, refuse } from './choices.js';
import { inVolume, MAX_NOTEBOOK_BYTES } from './places.js';
import type { JobVolumes } from './ports.js';
import { notebookNameOf } from './working-folder.js';

/** A notebook as it was at one moment. */
export interface NotebookContent {
  readonly bytes: Buffer;
  readonly sha256: string;
  /** File name of the executed notebook. */
  readonly name: string;
  /** Where it came from; null when it was sent along. */
  readonly from: VolumeFile | null;
  /** Id of the volume it came from. */
  readonly volumeId: string | null;
}

const TOO_LARGE = `The notebook is larger than ${MAX_NOTEBOOK_BYTES / 1024 / 1024} MiB`;

function isNotebook(content: unknown): boolean {
  const { nbformat, cells, worksheets } = (content ?? {}) as Record<string, unknown>;
  return typeof nbformat === 'number' && Array.isArray(cells ?? worksheets);
}

function content(
  bytes: Buffer,
  rest: Pick<NotebookContent, 'name' | 'from' | 'volumeId'>
): NotebookContent {
  if (bytes.length > MAX_NOTEBOOK_BYTES) {
    throw aboutField('/notebook', new AppError('too-large', TOO_LARGE));
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), ...rest };
}

/**
 * Reads what is submitted, at this moment. What a file on a volume holds is taken as it is, byte by byte: one that is
 * no notebook makes a job that says so.
 * @throws AppError `not-found`, `not-allowed`, `too-large`, `invalid-request`, with the field; `files-unavailable`
 */
export async function readSource(
  user: User,
  source: NotebookSource,
  volumes: JobVolumes,
  files: VolumeFiles
): Promise<NotebookContent> {
  if (!('volume' in source)) {
    if (!isNotebook(source.content)) {
      throw refuse({ pointer: '/notebook/content', detail: 'This is not a notebook' });
    }
    const bytes = Buffer.from(JSON.stringify(source.content));
    return content(bytes, { name: notebookNameOf(source.name), from: null, volumeId: null });
  }
  const [mount] = atField('/notebook/volume', () =>
    volumes.plan(user, [{ volume: source.volume, access: 'read' }])
  );
  if (!mount) {
    throw refuse({ pointer: '/notebook/volume', detail: 'There is no such volume' });
  }
  const { volume } = mount;
  try {
    const { bytes } = await files.readFile(inVolume(volume, source.path), {
      maxBytes: MAX_NOTEBOOK_BYTES
    });
    return content(bytes, {
      name: notebookNameOf(source.path),
      from: { volume: volume.address, path: source.path },
      volumeId: volume.id
    });
  } catch (error) {
    throw aboutField(
      '/notebook/path',
      hasCode(error, 'too-large') ? new AppError('too-large', TOO_LARGE, { cause: error }) : error
    );
  }
}
