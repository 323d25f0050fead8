import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';

import { PROBLEMS } from '../../../contract/problem.js';
import { appErrorOf, setRetryAfter } from '../../http/problem-handler.js';
import { requestIdOf } from '../../http/request-id.js';

/**
 * Failures as JupyterHub's clients read them: `{status, message}`. Bad credentials are 403 here, and nothing else ever
 * turns into it: a single-user server remembers a 403 for five minutes and sends its user away.
 */
export function hubApiFailures(log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = appErrorOf(thrown);
    const { status: ownStatus, title } = PROBLEMS[error.code];
    const status = error.code === 'not-signed-in' ? 403 : ownStatus;
    if (error.code === 'internal') {
      const requestId = requestIdOf(response);
      log.error({ err: error.cause ?? error, requestId, path: request.path }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    setRetryAfter(response, error);
    const message = error.code === 'internal' ? title : error.message || title;
    response.status(status).set('Cache-Control', 'no-store').json({ status, message });
  };
}
