import type { FieldProblem, ProblemCode } from '../contract/problem.js';

/** A failure the caller is told about. `code` decides status and title; `detail` is one sentence for people. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly fields: readonly FieldProblem[];
  /** When the same may be tried again; null where time does not help. */
  readonly retryAfterSeconds: number | null;

  /** @param options - `fields` says what is wrong where; `cause` is logged, never sent */
  constructor(
    code: ProblemCode,
    detail: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[]; retryAfterSeconds?: number } = {}
  ) {
    super(detail, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

export function hasCode(error: unknown, code: ProblemCode): boolean {
  return error instanceof AppError && error.code === code;
}

/** Somebody who has to wait. @param waitMs - until he may try again */
export function tooManyRequests(waitMs: number, detail?: string): AppError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new AppError('too-many-requests', detail ?? `Try again in ${retryAfterSeconds} s`, {
    retryAfterSeconds
  });
}
