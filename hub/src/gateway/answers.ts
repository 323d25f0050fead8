import { randomUUID } from 'node:crypto';
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

import { PROBLEMS, type ProblemCode } from '../../contract/problem.js';

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** What the gateway says in its own name. */
export interface Refusal {
  readonly code: ProblemCode;
  /** One sentence for people. */
  readonly detail: string;
  readonly headers?: OutgoingHttpHeaders;
}

export function redirect(
  response: ServerResponse,
  location: string,
  headers: OutgoingHttpHeaders = {}
): void {
  response.writeHead(302, {
    Location: location,
    'Content-Length': 0,
    'Cache-Control': 'no-store',
    ...headers
  });
  response.end();
}

/** A problem document; `message` is where JupyterLab looks for the words. */
export function refuseProgram(
  response: ServerResponse,
  { code, detail, headers }: Refusal,
  instance?: string
): void {
  const { status, title } = PROBLEMS[code];
  const body = JSON.stringify({
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance,
    requestId: randomUUID(),
    message: detail
  });
  answer(response, status, 'application/problem+json', body, headers);
}

export function refusePerson(response: ServerResponse, { code, detail, headers }: Refusal): void {
  const { status, title } = PROBLEMS[code];
  const again = status === 503 ? '<meta http-equiv="refresh" content="3">' : '';
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>${again}
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><main><h1>${title}</h1><p>${detail}</p></main></body></html>
`;
  answer(response, status, 'text/html; charset=utf-8', body, {
    'Content-Security-Policy': PAGE_POLICY,
    ...headers
  });
}

export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {}
): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers
  });
  response.end(body);
}

/** An ordinary answer to a request for an upgrade; the connection ends with it. */
export function answerToUpgrade(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  return response;
}
