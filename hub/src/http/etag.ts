import type { Request, Response } from 'express';

import { AppError } from '../errors.js';

/** Tells the version of what is answered, for `If-Match` later. */
export function setVersion(response: Response, version: number): void {
  response.set('ETag', `"${version}"`);
}

/**
 * Refuses a change of something that is no longer what the caller saw.
 * @throws AppError `changed-meanwhile` when `If-Match` names other versions than the present one
 */
export function honourIfMatch(request: Pick<Request, 'headers'>, version: number): void {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') {
    return;
  }
  const wanted = header.split(',').map(tag => tag.trim());
  if (!wanted.includes(`"${version}"`)) {
    throw new AppError('changed-meanwhile', 'It is not the version you have seen; load it again');
  }
}
