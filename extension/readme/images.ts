import { readFiles, type BatchItem } from '../../hub/contract/batch-read.js';
import type { VolumeFile } from '../../hub/contract/common.js';
import { readFile } from '../../hub/contract/files.js';
import type { HubClient } from '../api/hub-client.js';

/** Pictures that browsers show, by the end of their names. In an image element nothing of an SVG runs. */
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml'
};

const MOST_BYTES = 10 * 1024 * 1024;

/** Files that the hub reads in one call. */
const AT_ONCE = 100;

interface Wanted {
  readonly file: VolumeFile;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer> | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Pictures in volumes. All that a text shows are read in one call. */
export class Pictures {
  constructor(private readonly client: HubClient) {}

  /** Null for what is none, or too large to be shown beside a text. */
  async at(file: VolumeFile): Promise<Blob | null> {
    const type = TYPES[file.path.slice(file.path.lastIndexOf('.') + 1).toLowerCase()];
    if (!type) return null;
    const bytes = await new Promise<Uint8Array<ArrayBuffer> | null>((resolve, reject) => {
      this.wanted.push({ file, resolve, reject });
      if (this.wanted.length === 1) queueMicrotask(() => void this.read());
    });
    return bytes && new Blob([bytes], { type });
  }

  private async read(): Promise<void> {
    const wanted = this.wanted.splice(0);
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      await this.some(wanted.slice(at, at + AT_ONCE));
    }
  }

  private async some(wanted: readonly Wanted[]): Promise<void> {
    try {
      const files = wanted.map(({ file: { volume, path } }) => ({ volume, path }));
      const { items } = await this.client.call(readFiles, { body: { files } });
      wanted.forEach(({ file, resolve, reject }, index) => {
        const item = items[index];
        if (item?.outcome === 'tooLarge' || item?.outcome === 'leftOut') {
          this.alone(file).then(resolve, reject);
        } else {
          resolve(item ? bytesOf(item) : null);
        }
      });
    } catch (error) {
      wanted.forEach(({ reject }) => reject(error));
    }
  }

  private async alone({ volume, path }: VolumeFile): Promise<Uint8Array<ArrayBuffer> | null> {
    const { bytes, totalBytes } = await this.client.readBytes(
      readFile,
      { place: `${volume}/${path}` },
      { from: 0, most: MOST_BYTES }
    );
    return totalBytes > bytes.length ? null : new Uint8Array(bytes);
  }

  private wanted: Wanted[] = [];
}

function bytesOf({ encoding, content }: BatchItem): Uint8Array<ArrayBuffer> | null {
  if (content === null) return null;
  return encoding === 'base64'
    ? Uint8Array.from(atob(content), character => character.charCodeAt(0))
    : new TextEncoder().encode(content);
}
