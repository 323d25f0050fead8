import type { TranslationBundle } from '@jupyterlab/translation';

import { PROBLEMS, type FieldProblem, type ProblemCode } from '../../hub/contract/problem.js';

/**
 * Why a call did not succeed: a code of the contract, `unreachable` when no hub answered, or `bad-answer` when what
 * answered does not keep the contract.
 */
export type HubErrorCode = ProblemCode | 'unreachable' | 'bad-answer';

/** A call to the hub that did not succeed. */
export class HubError extends Error {
  constructor(
    readonly code: HubErrorCode,
    readonly detail: string,
    options: { fields?: readonly FieldProblem[]; requestId?: string; cause?: unknown } = {}
  ) {
    super(detail || code, { cause: options.cause });
    this.name = 'HubError';
    this.fields = options.fields ?? [];
    this.requestId = options.requestId ?? null;
  }

  /** What is wrong with single fields of the body; empty when nothing is said about them. */
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | null;
}

export function isProblemCode(code: string): code is ProblemCode {
  return code in PROBLEMS;
}

/** What happened, in words for the person at the screen. */
export function problemText(error: unknown, trans: TranslationBundle): string {
  if (!(error instanceof HubError)) return trans.__('Something went wrong in this page.');
  const title = titleOf(error.code, trans);
  return error.detail && error.detail !== title ? error.detail : title;
}

function titleOf(code: HubErrorCode, trans: TranslationBundle): string {
  switch (code) {
    case 'unreachable':
      return trans.__('The hub cannot be reached.');
    case 'bad-answer':
      return trans.__('The hub gave an answer that this page does not understand.');
    case 'not-signed-in':
      return trans.__('You are signed out. Sign in again at the hub.');
    case 'not-allowed':
      return trans.__('You may not do this.');
    case 'not-found':
      return trans.__('It does not exist any more, or you may not see it.');
    case 'conflict':
      return trans.__('This is not possible in the present state.');
    case 'limit-reached':
      return trans.__('A limit is reached.');
    case 'too-large':
      return trans.__('It is too large.');
    case 'too-many-requests':
      return trans.__('Too many requests, wait a little.');
    case 'engine-unavailable':
      return trans.__('The container engine does not answer.');
    case 'files-unavailable':
      return trans.__('The files cannot be reached at the moment.');
    case 'disk-full':
      return trans.__('The disk of the hub is full.');
    case 'invalid-request':
      return trans.__('Some of the values are not valid.');
    default:
      return PROBLEMS[code].title;
  }
}
