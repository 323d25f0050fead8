import { z } from 'zod';

import { API_PATH, type Endpoint, type EndpointOutput } from '../../contract/endpoint.js';
import { Problem } from '../../contract/problem.js';

/** The hub refused, or did not answer: then `code` is `unreachable`. The message is for people. */
export class HubError extends Error {
  constructor(
    readonly code: string,
    message: string
  ) {
    super(message);
    this.name = 'HubError';
  }
}

export interface Input<E extends Endpoint> {
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  body?: z.input<E['body']>;
  signal?: AbortSignal;
}

/** Calls the hub's API as the signed-in user of this page. */
export class HubApi {
  constructor(
    readonly hubPath: string,
    private readonly xsrf: string,
    private readonly apiPath: string = API_PATH
  ) {}

  /** JupyterHub's API, on behalf of the same user. */
  get jupyterhub(): HubApi {
    return new HubApi(this.hubPath, this.xsrf, 'api');
  }

  /** @throws HubError */
  async call<E extends Endpoint>(endpoint: E, input: Input<E> = {}): Promise<EndpointOutput<E>> {
    const response = await this.send(endpoint, input);
    const body: unknown = endpoint.produces === 'json' ? await response.json() : undefined;
    return endpoint.response.parse(body) as EndpointOutput<E>;
  }

  /** The events of an endpoint until the hub ends them or the signal aborts. */
  async *follow<E extends Endpoint>(
    endpoint: E,
    input: Input<E>
  ): AsyncGenerator<EndpointOutput<E>> {
    const response = await this.send(endpoint, input);
    for await (const data of serverSentEvents(response)) {
      yield endpoint.response.parse(JSON.parse(data)) as EndpointOutput<E>;
    }
  }

  /** What an endpoint answers in another form than JSON. */
  async bytes<E extends Endpoint>(
    endpoint: E,
    type: string,
    query: Input<E>['query']
  ): Promise<Blob> {
    const response = await this.send(endpoint, { query } as Input<E>, { Accept: type });
    return response.blob();
  }

  private async send<E extends Endpoint>(
    endpoint: E,
    input: Input<E>,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.address(endpoint, input), {
        method: endpoint.method,
        credentials: 'same-origin',
        headers: {
          'X-XSRFToken': this.xsrf,
          ...headers,
          ...(input.body === undefined ? {} : { 'Content-Type': 'application/json' })
        },
        body: input.body === undefined ? undefined : JSON.stringify(input.body),
        signal: input.signal
      });
    } catch (error) {
      input.signal?.throwIfAborted();
      throw new HubError('unreachable', `The hub is not reachable (${(error as Error).message})`);
    }
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  }

  private address<E extends Endpoint>(endpoint: E, input: Input<E>): string {
    const params = (input.params ?? {}) as Record<string, string>;
    const path = endpoint.path.replace(/\{(\w+)\*?\}/g, (_match, name: string) =>
      encodeURIComponent(params[name] ?? '')
    );
    const query = new URLSearchParams(
      Object.entries((input.query ?? {}) as Record<string, unknown>).map(([k, v]) => [k, String(v)])
    ).toString();
    return `${this.hubPath}${this.apiPath}${path}${query && `?${query}`}`;
  }
}

/** How JupyterHub's API says what is wrong. */
const JupyterHubError = z.object({ message: z.string() });

async function problemOf(response: Response): Promise<HubError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = Problem.safeParse(body);
  const plain = JupyterHubError.safeParse(body);
  if (plain.success) {
    return new HubError('refused', plain.data.message);
  }
  if (!parsed.success) {
    const code = response.status >= 502 ? 'unreachable' : 'unexpected';
    return new HubError(code, `The hub answered with status ${response.status}`);
  }
  const { type, title, detail } = parsed.data;
  return new HubError(type.replace('/problems/', ''), detail ?? title);
}

/** The data of each event. A comment, which keeps the connection alive, is none. */
async function* serverSentEvents(response: Response): AsyncGenerator<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n').filter(line => line.startsWith('data:'));
        if (lines.length > 0) {
          yield lines.map(line => line.slice(5).trimStart()).join('\n');
        }
      }
    }
  } finally {
    void reader.cancel();
  }
}
