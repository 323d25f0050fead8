/** A request as the fake hub of the unit tests sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | null;
}

/** A `fetch` that a test answers, with what was asked. */
export function fakeFetch(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const one: Asked = {
      method: init.method ?? 'GET',
      path: String(input).replace('http://hub.test/hub/api/v1', ''),
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      signal: init.signal ?? null
    };
    asked.push(one);
    return answer(one);
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

export function problem(code: string, status: number, more: object = {}): Response {
  const body = { type: `/problems/${code}`, title: code, status, requestId: 'r1', ...more };
  return new Response(JSON.stringify(body), { status });
}

export const BASE = 'http://hub.test/hub/api/v1';
