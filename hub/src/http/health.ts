import { Router } from 'express';

/** `health` and `api/health` below the hub's path: the process answers. Asks nobody, not even the database. */
export function healthRouter(): Router {
  const router = Router({ strict: true });
  router.get(['/health', '/api/health'], (_request, response) => {
    response.set('Cache-Control', 'no-store').status(200).end();
  });
  return router;
}
