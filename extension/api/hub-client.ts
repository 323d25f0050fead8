import type { z } from 'zod';

import { Problem, type ProblemCode } from '../../hub/contract/problem.js';
import type { Endpoint, EndpointOutput } from '../../hub/contract/endpoint.js';
import { HubError, isProblemCode } from './hub-error.js';

type Part<K extends string, S extends z.ZodType> =
  undefined extends z.input<S>
    ? { [key in K]?: z.input<S> }
    : Record<never, never> extends z.input<S>
      ? { [key in K]?: z.input<S> }
      : { [key in K]: z.input<S> };

/** What a call sends: exactly the parts that the endpoint asks for. */
export type CallInput<E extends Endpoint> = Part<'params', E['params']> &
  Part<'query', E['query']> &
  Part<'body', E['body']> & { idempotencyKey?: string; signal?: AbortSignal };

/** The same once the types have done their work. */
interface LooseInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

type ArgumentsOf<E extends Endpoint> =
  Record<never, never> extends CallInput<E> ? [input?: CallInput<E>] : [input: CallInput<E>];

/** Some bytes of a longer text and how long the whole is at present. */
export interface BytesRead {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly totalBytes: number;
}

interface HubClientOptions {
  /** Absolute URL of the API, up to and with its version. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: typeof fetch;
}

/**
 * Calls the endpoints of the contract. What the hub answers is validated, what it refuses becomes a {@link HubError}.
 */
export class HubClient {
  constructor(private readonly options: HubClientOptions) {}

  /** Absolute URL of an endpoint, for links that the browser follows by itself. */
  urlOf<E extends Endpoint>(
    endpoint: E,
    params: z.input<E['params']>,
    query?: z.input<E['query']>
  ): string {
    const path = endpoint.path.replace(/\{(\w+)(\*?)\}/g, (_match, name: string, rest: string) => {
      const value = String((params as Record<string, unknown> | undefined)?.[name] ?? '');
      return rest ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value);
    });
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
      if (value !== undefined) search.set(name, String(value));
    }
    const text = search.toString();
    return this.options.baseUrl.replace(/\/$/, '') + path + (text ? `?${text}` : '');
  }

  /**
   * Calls an endpoint that answers with JSON or with nothing.
   * @throws HubError
   */
  async call<E extends Endpoint>(
    endpoint: E,
    ...[input]: ArgumentsOf<E>
  ): Promise<EndpointOutput<E>> {
    const response = await this.send(endpoint, input ?? {});
    if (endpoint.produces === 'nothing') return undefined as EndpointOutput<E>;
    const parsed = endpoint.response.safeParse(await jsonOf(response));
    if (!parsed.success) {
      throw new HubError('bad-answer', '', { cause: parsed.error });
    }
    return parsed.data as EndpointOutput<E>;
  }

  /**
   * Reads bytes from `from` to the present end, at most `most` of them.
   * @throws HubError; nothing new to read is no error
   */
  async readBytes<E extends Endpoint>(
    endpoint: E,
    params: z.input<E['params']>,
    range: { from: number; most: number; signal?: AbortSignal }
  ): Promise<BytesRead> {
    const headers = { Range: `bytes=${range.from}-${range.from + range.most - 1}` };
    const response = await this.exchange(
      endpoint.method,
      this.urlOf(endpoint, params),
      { headers, ...(range.signal && { signal: range.signal }) },
      [416]
    );
    const said = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1];
    if (response.status === 416) {
      return { bytes: new Uint8Array(), totalBytes: said ? Number(said) : range.from };
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 206) {
      return { bytes, totalBytes: said ? Number(said) : range.from + bytes.length };
    }
    return { bytes: bytes.slice(range.from, range.from + range.most), totalBytes: bytes.length };
  }

  /**
   * Reads a text in another form than JSON.
   * @throws HubError
   */
  async readText<E extends Endpoint>(
    endpoint: E,
    options: { query: z.input<E['query']>; accept: string }
  ): Promise<string> {
    const url = this.urlOf(endpoint, {} as z.input<E['params']>, options.query);
    const response = await this.exchange(endpoint.method, url, {
      headers: { Accept: options.accept }
    });
    return response.text();
  }

  /**
   * Opens a stream of server-sent events; the caller reads its body.
   * @throws HubError
   */
  async follow<E extends Endpoint>(
    endpoint: E,
    params: z.input<E['params']>,
    options: { lastEventId?: string | null; signal: AbortSignal }
  ): Promise<ReadableStream<Uint8Array>> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (options.lastEventId) headers['Last-Event-ID'] = options.lastEventId;
    const response = await this.exchange(endpoint.method, this.urlOf(endpoint, params), {
      headers,
      cache: 'no-store',
      signal: options.signal
    });
    if (!response.body) throw new HubError('bad-answer', '');
    return response.body;
  }

  /**
   * Opens what an endpoint sends as bytes; the caller reads its body.
   * @throws HubError
   */
  open<E extends Endpoint>(
    endpoint: E,
    params: z.input<E['params']>,
    options: { query?: z.input<E['query']>; body?: z.input<E['body']>; signal?: AbortSignal } = {}
  ): Promise<Response> {
    const { query, body, signal } = options;
    return this.exchange(endpoint.method, this.urlOf(endpoint, params, query), {
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      // A browser's own copy of a file may be older than what an ETag is asked for.
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal })
    });
  }

  /**
   * Sends bytes to an endpoint that answers with JSON.
   * @throws HubError
   */
  async sendBytes<E extends Endpoint>(
    endpoint: E,
    params: z.input<E['params']>,
    body: Blob | string,
    headers: Record<string, string>,
    signal?: AbortSignal
  ): Promise<EndpointOutput<E>> {
    const response = await this.exchange(endpoint.method, this.urlOf(endpoint, params), {
      headers: { 'Content-Type': 'application/octet-stream', ...headers },
      body,
      ...(signal && { signal })
    });
    const parsed = endpoint.response.safeParse(await jsonOf(response));
    if (!parsed.success) throw new HubError('bad-answer', '', { cause: parsed.error });
    return parsed.data as EndpointOutput<E>;
  }

  /** What a library that makes requests of its own has to send. */
  get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.options.token}` };
  }

  private send(endpoint: Endpoint, input: LooseInput): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (input.idempotencyKey) headers['Idempotency-Key'] = input.idempotencyKey;
    const init: RequestInit & { headers: Record<string, string> } = { headers };
    if (input.signal) init.signal = input.signal;
    if (input.body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(input.body);
    }
    return this.exchange(endpoint.method, this.urlOf(endpoint, input.params, input.query), init);
  }

  private async exchange(
    method: string,
    url: string,
    init: RequestInit & { headers: Record<string, string> },
    accepted: readonly number[] = []
  ): Promise<Response> {
    const headers = { ...init.headers, ...this.authorization };
    let response: Response;
    try {
      response = await this.options.fetch(url, { ...init, method, headers, credentials: 'omit' });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new HubError('unreachable', '', { cause });
    }
    if (response.ok || accepted.includes(response.status)) return response;
    throw await problemOf(response);
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new HubError('bad-answer', '', { cause });
  }
}

/** A gateway without its hub answers 502 to 504 and no problem document: for us the hub is out of reach. */
async function problemOf(response: Response): Promise<HubError> {
  const parsed = Problem.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    return response.status >= 502 && response.status <= 504
      ? new HubError('unreachable', '')
      : new HubError('bad-answer', '');
  }
  const { type, detail, title, errors, requestId } = parsed.data;
  const said = type.slice(type.lastIndexOf('/') + 1);
  const code: ProblemCode = isProblemCode(said) ? said : 'internal';
  return new HubError(code, detail ?? title, { fields: errors ?? [], requestId });
}
