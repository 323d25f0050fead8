import {
  deleteFile,
  listEntries,
  makeFolder,
  readFile,
  renameEntry,
  writeFile
} from '../../contract/files.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import { incomingBytes } from '../http/request-bytes.js';
import type { VolumeFiles } from './ports.js';
import { sendBytes } from './send-bytes.js';
import { sendZip } from './send-zip.js';
import type { FileService } from './service.js';
import { tagOf } from './tags.js';

export function bindFiles(api: Api, service: FileService, files: VolumeFiles): void {
  api.on(listEntries, ({ params, query, principal }) =>
    service.list(principal.user, params.place, query)
  );
  api.on(renameEntry, ({ params, body, principal }) =>
    service.rename(principal.user, params.place, body.path)
  );
  api.on(makeFolder, ({ params, body, principal }) =>
    service.makeFolder(principal.user, params.place, body.parents)
  );
  api.stream(readFile, async ({ params, query, principal, request, response }) => {
    if (query.format === undefined) {
      const { place, name: downloadAs } = service.reading(principal.user, params.place);
      const contentType = 'application/octet-stream';
      return sendBytes({ request, response, files, place, contentType, downloadAs });
    }
    const { name, parts } = await service.zip(principal.user, params.place);
    return sendZip({ request, response, files, parts, name });
  });
  api.on(writeFile, async ({ params, principal, request, response }) => {
    if (request.get('Content-Range') !== undefined) {
      throw new AppError('invalid-request', 'A file is written whole, not a range of it');
    }
    const entry = await service.write(principal.user, params.place, {
      bytes: incomingBytes(request, response),
      ifMatch: request.get('If-Match'),
      ifNoneMatch: request.get('If-None-Match')
    });
    response.set('ETag', tagOf(entry));
    return entry;
  });
  api.on(deleteFile, ({ params, principal, request }) =>
    service.discard(principal.user, params.place, request.get('If-Match'))
  );
}
