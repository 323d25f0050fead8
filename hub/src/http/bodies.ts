import express, { type Request, type RequestHandler, type Response } from 'express';

import { AppError } from '../errors.js';
import { shapeProblem } from './json-shape.js';

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

const parsers = new Map<number, RequestHandler>();

function parserFor(limit: number): RequestHandler {
  const parser = parsers.get(limit) ?? express.json({ limit, type: () => true });
  parsers.set(limit, parser);
  return parser;
}

function hasBody(request: Request): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0
  );
}

/**
 * Reads the JSON document that a request carries into `request.body`; undefined without one.
 * @throws AppError `unsupported-media-type`, `invalid-request`; `too-large` and `malformed-body` by way of {@link problemOf}
 */
export async function readJson(
  request: Request,
  response: Response,
  maxBytes: number
): Promise<void> {
  if (hasBody(request) && !request.is(JSON_TYPES)) {
    throw new AppError('unsupported-media-type', 'Send JSON, with its content type');
  }
  await readAsJson(request, response, maxBytes);
}

/** As {@link readJson}, whatever the content type says: for clients that do not care to name it. */
export async function readAsJson(
  request: Request,
  response: Response,
  maxBytes: number
): Promise<void> {
  if (!hasBody(request)) {
    return;
  }
  await new Promise<void>((resolve, reject) => {
    parserFor(maxBytes)(request, response, (error?: unknown) =>
      error ? reject(error as Error) : resolve()
    );
  });
  const problem = shapeProblem(request.body);
  if (problem !== null) {
    throw new AppError('invalid-request', `The request body ${problem}`);
  }
}
