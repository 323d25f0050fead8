import { z } from 'zod';

/**
 * Every way in which a request can fail, with the HTTP status and the title of its problem document (RFC 9457).
 * Domains throw the codes; nobody else names a status.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The request body cannot be read' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-password': { status: 403, title: 'Wrong name or password' },
  'not-allowed': { status: 403, title: 'You may not do this' },
  'session-ended': { status: 403, title: 'This sign-in is over' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'not-found': { status: 404, title: 'There is no such thing, or you may not see it' },
  'method-not-allowed': { status: 405, title: 'This resource does not take this method' },
  conflict: { status: 409, title: 'This is not possible in the present state' },
  'already-exists': { status: 409, title: 'It exists already' },
  'idempotency-mismatch': {
    status: 409,
    title: 'This Idempotency-Key was used for another request'
  },
  'limit-reached': { status: 409, title: 'A limit is reached' },
  'protocol-version': { status: 412, title: 'This version of the protocol is not spoken here' },
  'changed-meanwhile': { status: 412, title: 'It was changed by somebody else meanwhile' },
  'too-large': { status: 413, title: 'It is too large' },
  'unsupported-media-type': { status: 415, title: 'This content type is not understood' },
  'range-not-satisfiable': { status: 416, title: 'There are no such bytes' },
  'server-stopped': { status: 424, title: 'The server is not running' },
  'too-many-requests': { status: 429, title: 'Too many requests, wait a little' },
  internal: { status: 500, title: 'Something went wrong in the hub' },
  'server-misbehaved': { status: 502, title: 'The answer of the server cannot be passed on' },
  'engine-refused': { status: 502, title: 'The container engine refused' },
  'engine-unavailable': { status: 503, title: 'The container engine does not answer' },
  'files-unavailable': { status: 503, title: 'The files worker does not answer' },
  maintenance: { status: 503, title: 'Nothing new can be started for the time being' },
  'hub-unavailable': { status: 503, title: 'The hub does not answer' },
  'server-unreachable': { status: 503, title: 'The server does not answer' },
  'quota-exceeded': { status: 507, title: 'The quota is used up' },
  'disk-full': { status: 507, title: 'The disk is full' }
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What is wrong with one field; `pointer` is a JSON Pointer into the body, or `?name` for a query parameter. */
export const FieldProblem = z.object({
  pointer: z.string(),
  detail: z.string()
});
export type FieldProblem = z.infer<typeof FieldProblem>;

/** A problem document, media type `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string().describe('/problems/<code>'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    requestId: z.string(),
    errors: z.array(FieldProblem).optional()
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
