import { createDownload, useDownload } from '../../../contract/downloads.js';
import { actingUser } from '../../accounts/acting-user.js';
import { pathAsked } from '../../http/answers.js';
import type { Api } from '../../http/api.js';
import type { VolumeFiles } from '../ports.js';
import { sendBytes } from '../send-bytes.js';
import { sendZip } from '../send-zip.js';
import { BYTES_HEADER, FAILED_BEFORE } from '../short-way.js';
import type { DownloadService } from './service.js';

export function bindDownloads(api: Api, downloads: DownloadService, files: VolumeFiles): void {
  api.on(createDownload, ({ principal, body, request }) => {
    const here = pathAsked(request);
    return downloads.create(principal, actingUser(principal), body, ticket => `${here}/${ticket}`);
  });
  api.stream(useDownload, async ({ params, request, response }) => {
    const isAgain = request.get(BYTES_HEADER) === FAILED_BEFORE;
    const use = request.method === 'HEAD' ? 'look' : isAgain ? 'again' : 'once';
    const bytes = await downloads.redeem(params.ticket, use);
    if (bytes.kind === 'zip') {
      return sendZip({ request, response, files, ...bytes });
    }
    const { place, name: downloadAs } = bytes;
    const contentType = 'application/octet-stream';
    return sendBytes({ request, response, files, place, contentType, downloadAs });
  });
}
