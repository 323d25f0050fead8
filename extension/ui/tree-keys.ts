/** A line of a tree, as far as keys need to know it. Levels count from 1; without one, headings are above leaves. */
export type TreeRow<S extends string = string> =
  | {
      readonly kind: 'heading';
      readonly section: S;
      readonly expanded: boolean;
      readonly level?: number;
      /** Of what is something by itself too: letters find it, and Enter opens it. */
      readonly text?: string;
    }
  | { readonly kind: 'leaf'; readonly id: string; readonly text: string; readonly level?: number };

/** What a key means in the tree. */
export type Move<S extends string = string> =
  | { readonly kind: 'go'; readonly index: number }
  | { readonly kind: 'expand'; readonly section: S; readonly isExpanded: boolean }
  | { readonly kind: 'open'; readonly id: string };

const PAGE = 10;

/**
 * The keys of a tree as the ARIA practices give them; a list is a tree without headings.
 * @param typed - letters typed in quick succession, this key's included
 */
export function moveOf<S extends string>(
  key: string,
  rows: readonly TreeRow<S>[],
  index: number,
  typed: string
): Move<S> | null {
  const row = rows[index];
  const go = (to: number): Move<S> => ({
    kind: 'go',
    index: Math.min(rows.length - 1, Math.max(0, to))
  });
  switch (key) {
    case 'ArrowDown':
      return go(index + 1);
    case 'ArrowUp':
      return go(index - 1);
    case 'PageDown':
      return go(index + PAGE);
    case 'PageUp':
      return go(index - PAGE);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'Enter':
    case ' ':
      if (!row) return null;
      if (row.kind === 'leaf') return { kind: 'open', id: row.id };
      return row.text !== undefined && key === 'Enter'
        ? { kind: 'open', id: row.section }
        : { kind: 'expand', section: row.section, isExpanded: !row.expanded };
    case 'ArrowRight':
      if (row?.kind !== 'heading') return null;
      return row.expanded
        ? go(index + 1)
        : { kind: 'expand', section: row.section, isExpanded: true };
    case 'ArrowLeft':
      if (!row) return null;
      return row.kind === 'heading' && (row.expanded || levelOf(row) === 1)
        ? { kind: 'expand', section: row.section, isExpanded: false }
        : go(lineAbove(rows, index));
    default:
      return key.length === 1 ? typeAhead(rows, index, typed) : null;
  }
}

function levelOf(row: TreeRow): number {
  return row.level ?? (row.kind === 'heading' ? 1 : 2);
}

/** The line that another one is under. */
function lineAbove(rows: readonly TreeRow[], index: number): number {
  const row = rows[index];
  for (let at = index - 1; row && at >= 0; at -= 1) {
    const above = rows[at];
    if (above && levelOf(above) < levelOf(row)) return at;
  }
  return 0;
}

function typeAhead<S extends string>(
  rows: readonly TreeRow<S>[],
  index: number,
  typed: string
): Move<S> | null {
  if (typed === '') return null;
  const start = typed.length === 1 ? index + 1 : Math.max(0, index);
  for (let step = 0; step < rows.length; step += 1) {
    const at = (start + step) % rows.length;
    const row = rows[at];
    if (row?.text?.toLowerCase().startsWith(typed)) {
      return { kind: 'go', index: at };
    }
  }
  return null;
}
