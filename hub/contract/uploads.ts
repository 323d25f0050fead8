import { z } from 'zod';

import { Id, Time, VolumePath } from './common.js';
import { defineEndpoint } from './endpoint.js';

/**
 * Uploads that can be resumed, by tus 1.0 (https://tus.io): any tus client does. `POST` with `Upload-Length` and
 * `Upload-Metadata` (`volume`, `path`, `conflict`), `HEAD` for the offset, `PATCH` with the bytes, `DELETE` to give up.
 * The file appears at its path when it is complete.
 */
export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,expiration,termination';

/** What becomes of a file that is there already when the upload is complete. */
export const UploadConflict = z.enum(['fail', 'replace', 'keepBoth']);
export type UploadConflict = z.infer<typeof UploadConflict>;

/** An upload under way. `HEAD` says the same in headers. */
export const Upload = z
  .object({
    id: Id,
    volume: z.string().describe('Address'),
    path: VolumePath.describe('Where the file will be; once complete, where it is'),
    conflict: UploadConflict,
    isComplete: z.boolean().describe('The file is at its path'),
    lengthBytes: z.number().int(),
    offsetBytes: z.number().int().describe('How many bytes have arrived'),
    createdAt: Time,
    expiresAt: Time
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

const UploadParams = z.strictObject({ upload: Id });

export const createUpload = defineEndpoint({
  id: 'createUpload',
  method: 'POST',
  path: '/uploads',
  summary: 'Begins an upload (tus creation); `Location` names it',
  status: 201,
  problems: [
    'not-found',
    'not-allowed',
    'already-exists',
    'limit-reached',
    'too-large',
    'protocol-version',
    'quota-exceeded',
    'disk-full',
    'files-unavailable'
  ]
});

export const getUpload = defineEndpoint({
  id: 'getUpload',
  method: 'GET',
  path: '/uploads/{upload}',
  summary: 'How far an upload is; `HEAD` as tus has it',
  params: UploadParams,
  response: Upload,
  problems: ['not-found', 'files-unavailable']
});

export const continueUpload = defineEndpoint({
  id: 'continueUpload',
  method: 'PATCH',
  path: '/uploads/{upload}',
  summary: 'Sends bytes from `Upload-Offset` on (tus core)',
  params: UploadParams,
  consumes: 'bytes',
  problems: [
    'not-found',
    'not-allowed',
    'already-exists',
    'conflict',
    'too-large',
    'unsupported-media-type',
    'protocol-version',
    'quota-exceeded',
    'disk-full',
    'files-unavailable'
  ]
});

export const cancelUpload = defineEndpoint({
  id: 'cancelUpload',
  method: 'DELETE',
  path: '/uploads/{upload}',
  summary: 'Gives an upload up and forgets its bytes (tus termination)',
  params: UploadParams,
  problems: ['not-found', 'protocol-version', 'files-unavailable']
});
