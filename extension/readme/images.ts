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

/** A picture in a volume; null for what is none, or too large to be shown beside a text. */
export async function imageAt(
  client: HubClient,
  { volume, path }: VolumeFile
): Promise<Blob | null> {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  if (!type) return null;
  const { bytes, totalBytes } = await client.readBytes(
    readFile,
    { place: `${volume}/${path}` },
    { from: 0, most: MOST_BYTES }
  );
  return totalBytes > bytes.length ? null : new Blob([new Uint8Array(bytes)], { type });
}
