import { z } from 'zod';

/** The runner writes less; what is longer was not written by it. */
export const MAX_RESULT_BYTES = 1024 * 1024;

const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const Text = z.string().max(20_000);

const Stream = z.strictObject({ bytes: Count, leftOut: Count });

/**
 * What the runner writes at its end, version 1. It runs with the job's own identity, so a job may write it instead:
 * believed only for what its owner is shown.
 */
export const ResultFile = z.strictObject({
  version: z.literal(1),
  outcome: z.enum(['succeeded', 'failed', 'timedOut', 'terminated']),
  error: z
    .strictObject({
      kind: z.enum(['cell', 'kernelDied', 'noKernel', 'notJson', 'notNotebook', 'runner']),
      /** Number of the code cell, from 1; null when it happened in none. */
      cell: z.number().int().min(1).max(1_000_000).nullable(),
      name: Text,
      message: Text
    })
    .nullable(),
  cells: z.strictObject({ done: Count, total: Count }),
  stdout: Stream,
  stderr: Stream,
  notes: z.array(Text).max(20),
  runner: z.strictObject({
    version: z.string().max(50),
    python: z.string().max(50),
    nbclient: z.string().max(50)
  })
});
export type ResultFile = z.infer<typeof ResultFile>;

export type ReadResult =
  | { readonly kind: 'result'; readonly result: ResultFile }
  | { readonly kind: 'none' }
  /** There is something, but not what the runner writes. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Parses the hostile bytes of a `result.json`. */
export function parseResult(bytes: Buffer): ReadResult {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { kind: 'unreadable', problem: 'result.json is not valid JSON' };
  }
  const parsed = ResultFile.safeParse(document);
  return parsed.success
    ? { kind: 'result', result: parsed.data }
    : { kind: 'unreadable', problem: 'result.json is not what the runner writes' };
}
