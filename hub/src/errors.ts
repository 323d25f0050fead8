import type { FieldProblem, ProblemCode } from '../contract/problem.js';

/** A failure the caller is told about. `code` decides status and title; `detail` is one sentence for people. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly fields: readonly FieldProblem[];

  /** @param options - `fields` says what is wrong where; `cause` is logged, never sent */
  constructor(
    code: ProblemCode,
    detail: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[] } = {}
  ) {
    super(detail, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields ?? [];
  }
}

export function hasCode(error: unknown, code: ProblemCode): boolean {
  return error instanceof AppError && error.code === code;
}
