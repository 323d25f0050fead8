import type { Request } from 'express';

import type { Entries } from '../../contract/files.js';
import * as contract from '../../contract/jobs.js';
import { AppError } from '../errors.js';
import type { Located } from '../files/places.js';
import type { VolumeFiles } from '../files/ports.js';
import { sendBytes } from '../files/send-bytes.js';
import type { Listing } from '../files/service.js';
import { locate, tagged } from '../http/answers.js';
import type { Api } from '../http/api.js';
import { versionSeen } from '../http/version-seen.js';
import type { JobService } from './service.js';

/** @throws AppError `invalid-request` for a key that is too long or unprintable */
function idempotencyKey(request: Request): string | null {
  const key = request.get('Idempotency-Key');
  if (key === undefined) {
    return null;
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError(
      'invalid-request',
      'Idempotency-Key must be 1 to 200 printable ASCII characters'
    );
  }
  return key;
}

/** Folders, page by page. */
export interface FolderListing {
  listAt(located: Located, listing: Listing): Promise<Entries>;
}

export function bindJobs(
  api: Api,
  service: JobService,
  files: VolumeFiles,
  folders: FolderListing
): void {
  api.on(contract.submitJob, async ({ principal, body, request, response }) => {
    const job = await service.submit(principal.user, body, idempotencyKey(request));
    locate(response, job.id);
    return tagged(response, job);
  });
  api.on(contract.listJobs, ({ principal, query }) => service.list(principal.user, query));
  api.on(contract.getJob, ({ principal, params, response }) =>
    tagged(response, service.get(principal.user, params.id))
  );
  api.on(contract.editJob, ({ principal, params, body, request, response }) =>
    tagged(response, service.edit(principal.user, params.id, body, versionSeen(request)))
  );
  api.on(contract.cancelJob, ({ principal, params, response }) =>
    tagged(response, service.cancel(principal.user, params.id))
  );
  api.on(contract.rerunJob, async ({ principal, params, request, response }) => {
    const job = await service.rerun(principal.user, params.id);
    response.location(request.originalUrl.replace(/[^/]+\/rerun(\?.*)?$/, job.id));
    return tagged(response, job);
  });
  api.on(contract.deleteJob, ({ principal, params, query }) =>
    service.delete(principal.user, params.id, query.files === 'delete')
  );
  api.on(contract.readJobOutput, async ({ principal, params, request, response }) => {
    const { place, maxBytes } = service.output(principal.user, params.id, params.stream);
    const contentType = 'text/plain; charset=utf-8';
    const rest = { place, maxBytes, contentType, missingIsEmpty: true };
    await sendBytes({ request, response, files, ...rest });
    return undefined;
  });
  api.on(contract.readJobFile, async ({ principal, params, request, response }) => {
    const place = service.file(principal.user, params.id, params.path);
    const downloadAs = params.path.split('/').at(-1) ?? '';
    const contentType = 'application/octet-stream';
    await sendBytes({ request, response, files, place, contentType, downloadAs });
    return undefined;
  });
  api.on(contract.listJobEntries, ({ principal, params, query: { path, ...listing } }) =>
    folders.listAt(service.folder(principal.user, params.id, path), listing)
  );
  api.on(contract.getQueue, ({ principal, query }) =>
    service.outlook(principal.user, query.domain)
  );
}
