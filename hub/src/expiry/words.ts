import type { TreeSize } from '../files/ports.js';
import type { Message } from '../notifications/ports.js';
import { bytesInWords, filesInWords } from '../volumes/amounts.js';
import type { Volume } from '../volumes/types.js';

function sizeInWords({ files, bytes }: TreeSize): string {
  return `${filesInWords(files)}, ${bytesInWords(bytes)}`;
}

/** What an owner reads some days before files go. */
export function warningOf(volume: Volume, soon: TreeSize, until: Date, days: number): Message {
  return {
    kind: 'expiry',
    title: `${filesInWords(soon.files)} in ${volume.address} will be removed`,
    body:
      `${sizeInWords(soon)}, by ${until.toISOString().slice(0, 10)}, unless somebody changes them. ` +
      `What nobody has changed for ${days} days is removed from ${volume.root}.`,
    resource: { kind: 'volume', id: volume.id }
  };
}

/** What the record says of what went. */
export function removalInWords(volume: Volume, gone: TreeSize, days: number): string {
  return `${volume.address}: ${sizeInWords(gone)} that nobody had changed for ${days} days`;
}
