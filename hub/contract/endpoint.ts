import { z } from 'zod';

import type { ProblemCode } from './problem.js';

/** Everything of the API lives under this path, below the hub's base path. */
export const API_PATH = 'api/v1';

/**
 * Who may call an endpoint at all; what they may do with it is decided by the access rules.
 *
 * - `none`: anybody
 * - `user`: a signed-in user, by bearer token with platform scope or by session cookie
 * - `session`: only by session cookie with the cross-site token, never by a bearer token
 */
export type Credentials = 'none' | 'user' | 'session';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an endpoint sends: a JSON document, nothing, server-sent events, or bytes. */
export type Produces = 'json' | 'nothing' | 'events' | 'bytes';

/** What an endpoint is sent: a JSON document (or no body at all), or bytes that it reads by itself. */
export type Consumes = 'json' | 'bytes';

/**
 * One endpoint of the API, as a value. The hub binds it, the client calls it, `docs/openapi.json` is generated from it
 * and the fake hub of the panels' tests answers with it.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType
> {
  /** Name of the operation, a verb and a noun: `submitJob`. Unique in the API. */
  readonly id: string;
  readonly method: Method;
  /** Path below the API's base; parameters as `{name}`, a rest of several segments as `{name*}`. */
  readonly path: string;
  readonly summary: string;
  readonly credentials: Credentials;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly response: R;
  readonly consumes: Consumes;
  readonly produces: Produces;
  /** HTTP status of success. */
  readonly status: number;
  /** How large a request body may be. */
  readonly maxBodyBytes: number;
  readonly problems: readonly ProblemCode[];
}

interface Definition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType
> {
  id: string;
  method: Method;
  path: string;
  summary: string;
  credentials?: Credentials;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  consumes?: Consumes;
  produces?: Produces;
  status?: number;
  maxBodyBytes?: number;
  problems?: readonly ProblemCode[];
}

const nothing = z.strictObject({});

/** Fills in the defaults: signed-in users, no parameters, 1 MiB, JSON with status 200, or nothing with 204. */
export function defineEndpoint<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined
>(definition: Definition<P, Q, B, R>): Endpoint<P, Q, B, R> {
  const produces = definition.produces ?? (definition.response ? 'json' : 'nothing');
  return Object.freeze({
    id: definition.id,
    method: definition.method,
    path: definition.path,
    summary: definition.summary,
    credentials: definition.credentials ?? 'user',
    params: (definition.params ?? nothing) as P,
    query: (definition.query ?? nothing) as Q,
    body: (definition.body ?? z.undefined()) as B,
    response: (definition.response ?? z.undefined()) as R,
    consumes: definition.consumes ?? 'json',
    produces,
    status: definition.status ?? (produces === 'nothing' ? 204 : 200),
    maxBodyBytes: definition.maxBodyBytes ?? 1024 * 1024,
    problems: definition.problems ?? []
  });
}

/** What the handler of an endpoint is given and what its caller sends: the parsed parts of a request. */
export interface EndpointInput<E extends Endpoint> {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
}

/** The body that an endpoint answers with. */
export type EndpointOutput<E extends Endpoint> = z.output<E['response']>;
