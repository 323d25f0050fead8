import { AppError } from './errors.js';

/** What the next page begins after, as one word that callers give back unread. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * @param count - how many parts there must be; all of them empty for the first page
 * @throws AppError `invalid-request` for what {@link encodeCursor} did not make
 */
export function decodeCursor(cursor: string | undefined, count: number): string[] {
  if (cursor === undefined) {
    return Array<string>(count).fill('');
  }
  const parts = parse(cursor);
  if (
    !Array.isArray(parts) ||
    parts.length !== count ||
    !parts.every(part => typeof part === 'string')
  ) {
    const detail = 'is not a cursor of this list';
    throw new AppError('invalid-request', `?cursor ${detail}`, {
      fields: [{ pointer: '?cursor', detail }]
    });
  }
  return parts;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** Makes a page of one more item than it shall hold. */
export function pageFrom<T>(
  found: readonly T[],
  limit: number,
  keyOf: (item: T) => readonly string[]
): { items: T[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: found.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null
  };
}
