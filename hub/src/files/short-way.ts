import { z } from 'zod';

import { ARGUMENTS, fromHeader, toHeader, type Operation } from '../files-worker/protocol.js';

/**
 * What the hub and the gateway say to each other so that bytes of files go between the gateway and the files worker,
 * past the hub, which decides. Always in one header that clients can neither send nor see.
 *
 * - Reading: the gateway offers to fetch the bytes. The hub answers with its headers and, in place of a body, what the
 *   files worker is to be asked. Where that fails before the first byte, the gateway asks the hub again and offers nothing.
 * - Writing: the gateway sends the head of the request and holds the bytes. The hub decides, sets room aside, and tells
 *   in an interim answer what the files worker is to be asked with them. Its answer is the body of the request to the hub.
 */
export const BYTES_HEADER = 'x-labcommons-bytes';

/** Below this one way is as short as the other. */
export const SHORT_WAY_FROM_BYTES = 64 * 1024;

/** Longest errand, as a header: a place with a long path. */
export const MAX_ERRAND_BYTES = 32 * 1024;

/** All headers of an answer that carries one. */
export const MAX_ANSWER_HEADER_BYTES = 64 * 1024;

/** What a request tells of its bytes. */
export const OFFER = 'offered';
/** The short way was tried for the same request and did not lead there. */
export const FAILED_BEFORE = 'failed-before';
const HELD = /^held (\d{1,15})$/;

export function heldOf(length: number): string {
  return `held ${length}`;
}

/** How many bytes of the request the gateway holds; null when it holds none. */
export function heldLength(header: string | undefined): number | null {
  const match = HELD.exec(header ?? '');
  return match ? Number(match[1]) : null;
}

const ERRANDS = ['openFile', 'openZip', 'writeFile', 'append'] as const satisfies Operation[];

/** What the gateway asks the files worker for the hub. */
export interface Errand {
  readonly operation: (typeof ERRANDS)[number];
  readonly args: unknown;
  /** Of the bytes that are fetched; null when it is not known beforehand, and for bytes that are brought. */
  readonly length: number | null;
}

const ErrandShape = z.strictObject({
  operation: z.enum(ERRANDS),
  args: z.unknown(),
  length: z.number().int().min(0).nullable()
});

export function errandToHeader(errand: Errand): string {
  return toHeader(errand);
}

/** @throws ZodError, SyntaxError for what is no errand */
export function errandFromHeader(header: string): Errand {
  const { operation, args, length } = ErrandShape.parse(fromHeader(header));
  return { operation, args: ARGUMENTS[operation].parse(args), length };
}
