import type { Failure } from './protocol.js';

/** What became of an errand that cannot be done. The detail is for the person who sent it. */
export class Failed extends Error {
  constructor(
    readonly failure: Failure,
    detail: string
  ) {
    super(detail);
    this.name = 'Failed';
  }
}

const BY_CODE: readonly [RegExp, Failure][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'busy'],
  [/^SQLITE_(FULL|IOERR_WRITE)/, 'full'],
  [/^SQLITE_(NOMEM|IOERR_NOMEM)/, 'memory'],
  [/^SQLITE_TOOBIG/, 'tooLarge'],
  [/^SQLITE_(CORRUPT|NOTADB|IOERR|CANTOPEN)/, 'damaged']
];

/** What SQLite, its driver or we ourselves say of an errand. */
export function failureOf(error: unknown): { failed: Failure; detail: string } {
  if (error instanceof Failed) {
    return { failed: error.failure, detail: error.message };
  }
  const { code = '', message } = error as Error & { code?: string };
  const known = BY_CODE.find(([pattern]) => pattern.test(code));
  return { failed: known?.[1] ?? 'statement', detail: message.slice(0, 2000) };
}
