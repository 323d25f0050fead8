import { PathExt } from '@jupyterlab/coreutils';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listEntries, readFile } from '../../hub/contract/files.js';
import type { HubClient } from '../api/hub-client.js';

/** The part of the File System Access API that is used where a browser has it. */
interface SaveFilePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

/** From here on a download is written to disk while it comes, where the browser can do that. */
const LARGE_BYTES = 256 * 1024 * 1024;

/**
 * Downloads a file, or a folder as a zip. The API takes no cookie, so the browser cannot follow a mere link.
 * @throws HubError
 */
export async function download(client: HubClient, source: VolumeFile): Promise<void> {
  const place = [source.volume, source.path].filter(Boolean).join('/');
  const { entry } = await client.call(listEntries, { params: { place }, query: { stat: 'true' } });
  const isFolder = entry.kind === 'directory';
  const name = PathExt.basename(place) + (isFolder ? '.zip' : '');
  const { showSaveFilePicker } = window as SaveFilePicker;
  const target =
    entry.sizeBytes > LARGE_BYTES && showSaveFilePicker
      ? await (await showSaveFilePicker.call(window, { suggestedName: name })).createWritable()
      : null;
  const response = await client.open(
    readFile,
    { place },
    isFolder ? { query: { format: 'zip' } } : {}
  );
  if (target && response.body) return response.body.pipeTo(target);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
