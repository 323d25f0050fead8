import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';

import { PROBLEMS, type Problem } from '../../contract/problem.js';
import { AppError } from '../errors.js';
import { requestIdOf } from './request-id.js';

/** What Express and its body parser throw: a status and, from the parser, a type. */
interface HttpError {
  readonly status?: number;
  readonly type?: string;
}

/** What a failure means to the caller. Whatever is not known to be his fault is ours. */
export function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) {
    return error;
  }
  const { status, type } = (error ?? {}) as HttpError;
  switch (type) {
    case 'entity.too.large':
      return new AppError('too-large', 'The request body is too large');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError('unsupported-media-type', 'Send JSON in UTF-8');
    case 'entity.parse.failed':
    case 'request.aborted':
    case 'request.size.invalid':
      return new AppError('malformed-body', 'The request body is not what it says it is');
  }
  // A body that cannot be inflated, a path with broken percent-escapes.
  if (status === 400) {
    return new AppError('invalid-request', 'The request cannot be read');
  }
  return new AppError('internal', '', { cause: error });
}

/** The problem document of a failure. An internal one says nothing but where to look in the log. */
export function problemOf(error: AppError, instance: string, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    ...(error.code === 'internal' ? {} : { detail: error.message }),
    instance,
    requestId,
    ...(error.fields.length > 0 ? { errors: [...error.fields] } : {})
  };
}

/** Says when a refused caller may come again, where that is known. */
export function setRetryAfter(response: Response, error: AppError | undefined): void {
  if (typeof error?.retryAfterSeconds === 'number') {
    response.set('Retry-After', String(error.retryAfterSeconds));
  }
}

/** Answers every failure of the API with a problem document. */
export function problemHandler(log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = appErrorOf(thrown);
    const requestId = requestIdOf(response);
    if (error.code === 'internal') {
      log.error({ err: error.cause ?? error, requestId, path: request.path }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = problemOf(error, request.originalUrl.split('?', 1)[0] ?? '', requestId);
    if (error.code === 'not-signed-in') {
      response.set('WWW-Authenticate', 'Bearer');
    }
    setRetryAfter(response, error);
    response
      .status(problem.status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
}
