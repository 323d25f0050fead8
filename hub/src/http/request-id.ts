import type { RequestHandler, Response } from 'express';
import { ulid } from 'ulid';

/** Gives each request an id that stands in its answer, in problem documents and in the log. */
export const requestId: RequestHandler = (_request, response, next) => {
  response.locals['requestId'] = ulid();
  response.set('X-Request-Id', requestIdOf(response));
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.locals['requestId'] ?? '');
}
