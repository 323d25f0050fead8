import type { Request, Response } from 'express';

import {
  TUS_EXTENSIONS,
  TUS_VERSION,
  cancelUpload,
  continueUpload,
  createUpload,
  getUpload,
  type Upload
} from '../../../contract/uploads.js';
import { AppError } from '../../errors.js';
import { locate } from '../../http/answers.js';
import type { Api } from '../../http/api.js';
import { incomingBytes } from '../../http/request-bytes.js';
import { offsetOf, wishOf } from './metadata.js';
import type { UploadService } from './service.js';

const CHUNK_TYPE = 'application/offset+octet-stream';

/** @throws AppError `protocol-version` */
function speakTus(request: Request, response: Response, required = true): void {
  response.set({ 'Tus-Resumable': TUS_VERSION, 'Tus-Extension': TUS_EXTENSIONS });
  const spoken = request.get('Tus-Resumable');
  if (spoken !== TUS_VERSION && (required || spoken !== undefined)) {
    response.set('Tus-Version', TUS_VERSION);
    throw new AppError('protocol-version', `Tus-Resumable must be ${TUS_VERSION}`);
  }
}

function announce(response: Response, upload: Upload): void {
  response.set({
    'Upload-Offset': String(upload.offsetBytes),
    'Upload-Length': String(upload.lengthBytes)
  });
  if (!upload.isComplete) {
    response.set('Upload-Expires', new Date(upload.expiresAt).toUTCString());
  }
}

export function bindUploads(api: Api, uploads: UploadService): void {
  api.on(createUpload, async ({ principal, request, response }) => {
    speakTus(request, response);
    const wish = wishOf(request.get('Upload-Metadata'), request.get('Upload-Length'));
    const upload = await uploads.create(principal.user, wish);
    announce(response, upload);
    locate(response, upload.id);
  });
  api.on(getUpload, async ({ principal, params, request, response }) => {
    speakTus(request, response, false);
    const upload = await uploads.look(principal.user, params.upload);
    announce(response, upload);
    return upload;
  });
  api.on(continueUpload, async ({ principal, params, request, response }) => {
    speakTus(request, response);
    if (request.get('Content-Type') !== CHUNK_TYPE) {
      throw new AppError('unsupported-media-type', `Send the bytes as ${CHUNK_TYPE}`);
    }
    const offset = offsetOf(request.get('Upload-Offset'));
    const bytes = incomingBytes(request, response);
    announce(response, await uploads.append(principal.user, params.upload, offset, bytes));
  });
  api.on(cancelUpload, async ({ principal, params, request, response }) => {
    speakTus(request, response);
    await uploads.cancel(principal.user, params.upload);
  });
}
