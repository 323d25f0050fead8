import { HubClient } from '../api/hub-client.js';

export const BASE = 'http://hub.test/hub/api/v1';

/** A request as the fake hub of the unit tests sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | null;
}

/** A `fetch` that a test answers, with what was asked, and a client that uses it. */
export function fakeFetch(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const one: Asked = {
      method: init.method ?? 'GET',
      path: String(input).replace(BASE, ''),
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      signal: init.signal ?? null
    };
    asked.push(one);
    return answer(one);
  };
  const client = new HubClient({ baseUrl: BASE, token: 't', fetch });
  return { asked, fetch, client };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

export function problem(code: string, status: number, more: object = {}): Response {
  const body = { type: `/problems/${code}`, title: code, status, requestId: 'r1', ...more };
  return new Response(JSON.stringify(body), { status });
}
