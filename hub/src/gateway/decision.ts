import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

import type { Refusal } from './answers.js';
import type { CredentialHeaders } from './credentials.js';
import type { Route } from './ports.js';

/** What is to happen with a request. */
export type Decision =
  | { readonly kind: 'gateway-health' }
  | {
      readonly kind: 'redirect';
      readonly location: string;
      readonly headers?: OutgoingHttpHeaders;
    }
  | { readonly kind: 'refuse'; readonly refusal: Refusal; readonly isProgram: boolean }
  /** `path` and `cookie` are what the hub shall see. */
  | {
      readonly kind: 'hub';
      readonly path: string;
      /** The path below the hub's own. */
      readonly below: string;
      readonly cookie: string;
    }
  | ToServer;

export interface ToServer {
  readonly kind: 'server';
  readonly route: Route;
  /** With the server's prefix, also where its program is asked without. */
  readonly path: string;
  readonly cookie: string;
  readonly credentials: Credentials;
}

/** What a request is let in by. */
export interface Credentials extends CredentialHeaders {
  /** The sign-in that opened a program; null where servers look for themselves. */
  readonly publicId: string | null;
}

export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

export function refuse(code: Refusal['code'], detail: string, isProgram: boolean): Decision {
  const headers = code === 'hub-unavailable' ? { 'Retry-After': 1 } : undefined;
  return { kind: 'refuse', refusal: { code, detail, headers }, isProgram };
}
