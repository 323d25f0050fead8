import { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';

import type { Endpoint, EndpointInput, EndpointOutput } from '../../contract/endpoint.js';
import type { FieldProblem } from '../../contract/problem.js';
import type { Principal } from '../accounts/types.js';
import { AppError } from '../errors.js';
import { readJson } from './bodies.js';

/** What a handler is given: the parsed request, and the caller unless the endpoint asks for no credentials. */
export interface Call<E extends Endpoint> extends EndpointInput<E> {
  /** Present whenever `endpoint.credentials` is not `none`. */
  readonly principal: Principal;
  readonly request: Request;
  /** For headers; and for the answer itself where the endpoint produces events or bytes. */
  readonly response: Response;
}

type Result<E extends Endpoint> =
  undefined extends EndpointOutput<E> ? EndpointOutput<E> | void : EndpointOutput<E>;

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Result<E>> | Result<E>;

/** Answers by itself, on `call.response`. */
export type StreamHandler<E extends Endpoint> = (call: Call<E>) => Promise<void> | void;

/**
 * Works out who calls.
 * @throws AppError `not-signed-in` without or with bad credentials, `cross-site` when a cookie came from elsewhere
 */
export type Authenticate = (request: Request, endpoint: Endpoint) => Principal;

/** The path of an endpoint as Express spells it: `{name}` is one segment, `{name*}` the rest. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\*\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

function fieldsOf(error: z.ZodError, prefix: string): FieldProblem[] {
  return error.issues.flatMap(issue => {
    const path = issue.path.map(String);
    const at = (name: string[]) =>
      prefix === '/' ? `/${name.join('/')}` : `${prefix}${name.join('.')}`;
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({ pointer: at([...path, key]), detail: 'is not known here' }))
      : [{ pointer: at(path), detail: issue.message }];
  });
}

/** Enough for a form; a body can be wrong in a million places. */
const MAX_FIELDS = 20;
const MAX_POINTER = 200;

function parse<T extends z.ZodType>(schema: T, value: unknown, prefix: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const fields = fieldsOf(parsed.error, prefix)
      .slice(0, MAX_FIELDS)
      .map(({ pointer, detail }) => ({ pointer: pointer.slice(0, MAX_POINTER), detail }));
    const first = fields[0];
    throw new AppError('invalid-request', `${first?.pointer ?? ''} ${first?.detail ?? ''}`.trim(), {
      fields
    });
  }
  return parsed.data;
}

/** Wildcards arrive from Express as lists of decoded segments. */
function joined(params: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('/') : (value ?? '')
    ])
  );
}

/** Binds endpoints to handlers: authenticates, parses, calls, answers. Errors go to the problem handler. */
export class Api {
  readonly router = Router({ caseSensitive: true, strict: true });
  private readonly methods = new Map<string, Set<string>>();

  constructor(private readonly authenticate: Authenticate) {}

  /** Binds an endpoint that answers with a JSON document or with nothing. */
  on<E extends Endpoint>(endpoint: E, handler: Handler<E>): void {
    this.bind(endpoint, async call => {
      const result = await handler(call);
      call.response.status(endpoint.status);
      if (endpoint.produces === 'json') {
        call.response.json(result);
      } else if (endpoint.produces === 'nothing') {
        call.response.end();
      }
    });
  }

  /** Binds an endpoint that produces events or bytes. */
  stream<E extends Endpoint>(endpoint: E, handler: StreamHandler<E>): void {
    this.bind(endpoint, handler);
  }

  private bind<E extends Endpoint>(endpoint: E, handler: StreamHandler<E>): void {
    const path = expressPath(endpoint.path);
    const verb = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    this.methods.set(path, (this.methods.get(path) ?? new Set()).add(endpoint.method));
    this.router[verb](path, async (request: Request, response: Response, next: NextFunction) => {
      try {
        await this.answer(endpoint, handler, request, response);
      } catch (error) {
        next(error);
      }
    });
  }

  /** To be called after the last `on`: other methods of known paths are answered 405, unknown paths 404. */
  close(): Router {
    for (const [path, methods] of this.methods) {
      this.router.all(path, (_request, response) => {
        const allowed = [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].sort();
        response.set('Allow', allowed.join(', '));
        throw new AppError('method-not-allowed', `Only ${allowed.join(', ')} here`);
      });
    }
    this.router.use(() => {
      throw new AppError('not-found', 'There is no such endpoint');
    });
    return this.router;
  }

  private async answer<E extends Endpoint>(
    endpoint: E,
    handler: StreamHandler<E>,
    request: Request,
    response: Response
  ): Promise<void> {
    // Who calls is settled before what is asked: a stranger learns nothing about the shape of a request.
    const principal =
      endpoint.credentials === 'none'
        ? (undefined as unknown as Principal)
        : this.authenticate(request, endpoint);
    if (!(endpoint.body instanceof z.ZodUndefined)) {
      await readJson(request, response, endpoint.maxBodyBytes);
    }
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    if (request.method === 'HEAD' && endpoint.produces === 'events') {
      // There is no length to tell and no end to wait for.
      response.status(endpoint.status).type('text/event-stream').end();
      return;
    }
    await handler({
      params: parse(endpoint.params, joined(request.params), '') as z.output<E['params']>,
      query: parse(endpoint.query, request.query, '?') as z.output<E['query']>,
      body: parse(endpoint.body, request.body, '/') as z.output<E['body']>,
      principal,
      request,
      response
    });
  }
}
