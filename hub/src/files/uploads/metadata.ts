import { UploadConflict } from '../../../contract/uploads.js';
import { AppError } from '../../errors.js';
import type { UploadWish } from './service.js';

/** Names and values of `Upload-Metadata`: `name base64,name base64`. */
function pairsOf(header: string): Map<string, string> {
  return new Map(
    header
      .split(',')
      .map(pair => pair.trim().split(' '))
      .map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')])
  );
}

/**
 * What `Upload-Metadata` and `Upload-Length` say is to be uploaded.
 * @throws AppError `invalid-request`, `too-large`
 */
export function wishOf(metadata: string | undefined, length: string | undefined): UploadWish {
  const pairs = pairsOf(metadata ?? '');
  const [volume, path] = [pairs.get('volume'), pairs.get('path')];
  const conflict = UploadConflict.safeParse(pairs.get('conflict') ?? 'fail');
  if (!volume || !path || !conflict.success) {
    throw new AppError(
      'invalid-request',
      `Upload-Metadata must have volume and path, and may have conflict: ${UploadConflict.options.join(', ')}`
    );
  }
  if (!/^\d{1,20}$/.test(length ?? '')) {
    throw new AppError('invalid-request', 'Upload-Length must be the number of bytes');
  }
  const lengthBytes = Number(length);
  if (!Number.isSafeInteger(lengthBytes)) {
    throw new AppError('too-large', 'No file can be so large');
  }
  return { volume, path, conflict: conflict.data, lengthBytes };
}

/** @throws AppError `invalid-request` */
export function offsetOf(header: string | undefined): number {
  if (!/^\d{1,15}$/.test(header ?? '')) {
    throw new AppError('invalid-request', 'Upload-Offset must be the number of bytes before');
  }
  return Number(header);
}
