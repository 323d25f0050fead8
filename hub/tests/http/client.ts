import { request as send } from 'undici';

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text, bytes or a form. */
  readonly body?: unknown;
}

export interface Received {
  readonly status: number;
  /** Lower-case names; several values are joined, except of `set-cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly text: string;
  /** Parsed on demand. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json(): any;
}

/** A browser or a script in front of the hub: keeps cookies, follows no redirect, sends no header of its own. */
export class Client {
  /** By name; sent with every request, whatever their path says. */
  readonly cookies = new Map<string, string>();
  /** Sent with every request. */
  readonly headers: Record<string, string> = {};

  constructor(
    readonly origin: string,
    readonly hubPath: string
  ) {}

  get(path: string, sent: Sent = {}): Promise<Received> {
    return this.send(path, { ...sent, method: 'GET' });
  }

  post(path: string, body?: unknown, sent: Sent = {}): Promise<Received> {
    return this.send(path, { ...sent, method: 'POST', body });
  }

  /** An endpoint of the platform's API: `/me`. */
  api(method: string, path: string, body?: unknown, sent: Sent = {}): Promise<Received> {
    return this.send(`${this.hubPath}api/v1${path}`, { ...sent, method, body });
  }

  /** @param path - from the root, with the hub's path */
  async send(path: string, sent: Sent): Promise<Received> {
    const { body, type } = encode(sent.body);
    const response = await send(`${this.origin}${path}`, {
      method: (sent.method ?? 'GET') as 'GET',
      headers: {
        ...(type === null ? {} : { 'content-type': type }),
        ...(this.cookies.size > 0 ? { cookie: this.cookieHeader() } : {}),
        ...this.headers,
        ...sent.headers
      },
      body
    });
    const setCookies = [response.headers['set-cookie'] ?? []].flat();
    this.keep(setCookies);
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)])
      ),
      setCookies,
      text,
      json: () => JSON.parse(text)
    };
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Takes `Set-Cookie` headers as a browser does. */
  keep(setCookies: readonly string[]): void {
    for (const cookie of setCookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name === undefined || value === undefined) {
        throw new Error(`Not a cookie: ${cookie}`);
      }
      if (/; *max-age=0\b/i.test(cookie)) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
  }
}

function encode(body: unknown): { body: string | Buffer | null; type: string | null } {
  if (body === undefined) {
    return { body: null, type: null };
  }
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), type: 'application/x-www-form-urlencoded' };
  }
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    return { body, type: 'application/json' };
  }
  return { body: JSON.stringify(body), type: 'application/json' };
}
