const MAX_DEPTH = 200;
const MAX_KEYS = 20_000;
const MAX_ITEMS = 2_000_000;

/**
 * Why a parsed document is not worth looking at, null when it is. Schemas recurse, and name every wrong key: a small
 * body can be so deep or so wide that checking it would cost more than serving it.
 */
export function shapeProblem(document: unknown): string | null {
  const open: { value: unknown; depth: number }[] = [{ value: document, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (depth > MAX_DEPTH) {
      return `is nested more than ${MAX_DEPTH} levels deep`;
    }
    if (members.length > (Array.isArray(value) ? MAX_ITEMS : MAX_KEYS)) {
      return 'has too many members in one place';
    }
    for (const member of members) {
      if (typeof member === 'object' && member !== null) {
        open.push({ value: member, depth: depth + 1 });
      }
    }
  }
  return null;
}
