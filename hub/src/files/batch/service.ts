import { BATCH_BYTES, BATCH_FILE_BYTES, type BatchItem } from '../../../contract/batch-read.js';
import type { VolumeFile } from '../../../contract/common.js';
import type { User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import type { Places } from '../places.js';
import type { EntryStat, VolumeFiles } from '../ports.js';

const NOTHING = { encoding: null, content: null, sizeBytes: null, etag: null } as const;

/** Reads many small files in one answer. */
export class BatchReader {
  constructor(
    private readonly places: Pick<Places, 'toReadAt'>,
    private readonly files: Pick<VolumeFiles, 'stat' | 'readFile'>
  ) {}

  /** One after the other: what is asked for together is not faster than others' requests. */
  async read(user: User, wanted: readonly VolumeFile[]): Promise<BatchItem[]> {
    const items: BatchItem[] = [];
    let room = BATCH_BYTES;
    for (const file of wanted) {
      const item = await this.readOne(user, file, room);
      room -= item.content === null ? 0 : (item.sizeBytes ?? 0);
      items.push(item);
    }
    return items;
  }

  private async readOne(user: User, file: VolumeFile, room: number): Promise<BatchItem> {
    try {
      const { place } = this.places.toReadAt(user, file.volume, file.path);
      const stat = await this.files.stat(place);
      if (stat?.kind !== 'file') {
        return { ...file, ...NOTHING, outcome: 'notFound' };
      }
      if (stat.sizeBytes > Math.min(BATCH_FILE_BYTES, room)) {
        const outcome = stat.sizeBytes > BATCH_FILE_BYTES ? 'tooLarge' : 'leftOut';
        return { ...file, ...NOTHING, outcome, sizeBytes: stat.sizeBytes, etag: stat.etag };
      }
      const maxBytes = Math.min(BATCH_FILE_BYTES, room);
      return { ...file, ...found(await this.files.readFile(place, { maxBytes })) };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'files-unavailable') {
        throw error;
      }
      // It may have grown between the two looks.
      return { ...file, ...NOTHING, outcome: error.code === 'too-large' ? 'tooLarge' : 'notFound' };
    }
  }
}

function found({ stat, bytes }: { stat: EntryStat; bytes: Buffer }) {
  const text = bytes.toString('utf8');
  const isText = !text.includes('\ufffd') && !text.includes('\0');
  return {
    outcome: 'found' as const,
    encoding: isText ? ('utf-8' as const) : ('base64' as const),
    content: isText ? text : bytes.toString('base64'),
    sizeBytes: bytes.length,
    etag: stat.etag
  };
}
