import type { VolumeFile } from '../../hub/contract/common.js';
import { createDownload } from '../../hub/contract/downloads.js';
import type { HubClient } from '../api/hub-client.js';

/**
 * Has the browser save a file as it is, or several files and folders as one zip; the bytes go straight to its disk.
 * @param snapshot - of the volume, that they are taken from
 * @throws HubError
 */
export async function download(
  client: HubClient,
  files: readonly VolumeFile[],
  snapshot?: string
): Promise<void> {
  const link = document.createElement('a');
  link.href = await downloadUrl(client, files, snapshot);
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * An address that a browser can open once within a minute: the API itself takes no cookie.
 * @throws HubError
 */
export async function downloadUrl(
  client: HubClient,
  files: readonly VolumeFile[],
  snapshot?: string
): Promise<string> {
  const { url } = await client.call(createDownload, {
    body: { files: [...files], ...(snapshot !== undefined && { snapshot }) }
  });
  return new URL(url, client.urlOf(createDownload, {})).href;
}
