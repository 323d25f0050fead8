import { type NextFunction, type Request, type Response, Router } from 'express';

import type { Principal } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import { readAsJson } from '../../http/bodies.js';
import type { Callers } from './callers.js';

const MAX_BODY_BYTES = 1024 * 1024;

/** A call by somebody known. `body` is whatever JSON came, undefined without any. */
export interface HubCall {
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly request: Request;
  readonly response: Response;
}

export type HubHandler = (call: HubCall) => Promise<void> | void;

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Binds paths of JupyterHub's API: knows the caller before it reads what he sent. */
export class HubApi {
  readonly router = Router({ caseSensitive: true, strict: true });
  private readonly verbs = new Map<string, Verb[]>();

  constructor(private readonly callers: Callers) {}

  on(verb: Verb, path: string, handler: HubHandler): void {
    this.open(verb, path, async (request, response) => {
      const principal = this.callers.principal(request);
      if (verb !== 'get') {
        requireJsonOfPages(request, principal);
        await readAsJson(request, response, MAX_BODY_BYTES);
      }
      await handler({
        principal,
        params: request.params as Record<string, string>,
        body: request.body,
        request,
        response
      });
    });
  }

  /** Binds a path that works out by itself who calls. */
  open(
    verb: Verb,
    path: string,
    handler: (request: Request, response: Response) => Promise<void> | void
  ): void {
    this.verbs.set(path, [...(this.verbs.get(path) ?? []), verb]);
    this.router[verb](path, async (request: Request, response: Response, next: NextFunction) => {
      try {
        response.set('Cache-Control', 'no-store');
        await handler(request, response);
      } catch (error) {
        next(error);
      }
    });
  }

  /** To be called last: other methods of known paths are answered 405, unknown paths 404. */
  close(): void {
    for (const [path, verbs] of this.verbs) {
      this.router.all(path, (_request, response) => {
        const allowed = verbs.map(verb => verb.toUpperCase()).join(', ');
        response.set('Allow', allowed);
        throw new AppError('method-not-allowed', `Only ${allowed} here`);
      });
    }
    this.router.use(() => {
      throw new AppError('not-found', 'Not Found');
    });
  }
}

/** A form of any site can post text and form fields; JSON it cannot. */
function requireJsonOfPages(request: Request, principal: Principal): void {
  const type = request.headers['content-type'];
  if (principal.via === 'session' && type !== undefined && !request.is('json')) {
    throw new AppError('unsupported-media-type', 'With a cookie, the body must be JSON');
  }
}
