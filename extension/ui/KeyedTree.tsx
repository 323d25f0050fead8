import React, { useRef } from 'react';

import { WindowedList } from './WindowedList.js';
import { openMenuOf } from './open-menu.js';
import { moveOf, type TreeRow } from './tree-keys.js';

/** A line of the tree: how keys see it, how high it is, and the id of its element. */
export interface KeyedRow<S extends string> {
  readonly row: TreeRow<S>;
  readonly elementId: string;
  readonly height: number;
}

interface KeyedTreeProps<S extends string> {
  readonly className: string;
  readonly label: string;
  /** `tree` where lines have headings, `listbox` where they have none. */
  readonly role: 'tree' | 'listbox';
  readonly rows: readonly KeyedRow<S>[];
  /** The line that arrow keys start from: a leaf's id, or a section's name. */
  readonly active: string | null;
  readonly renderRow: (index: number, style: React.CSSProperties) => React.ReactNode;
  readonly onActive: (key: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onExpand?: (section: S, isExpanded: boolean) => void;
  readonly onNearEnd?: () => void;
}

/** A long list, as a tree or flat, that arrows, letters, Home, End, Enter and the menu key work on. */
export function KeyedTree<S extends string>(props: KeyedTreeProps<S>): JSX.Element {
  const { rows, active, onActive, onOpen, onExpand } = props;
  const activeIndex = rows.findIndex(({ row }) => keyOf(row) === active);
  const typed = useRef({ text: '', atMs: 0 });
  const activeRow = rows[activeIndex];

  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const element = activeRow && document.getElementById(activeRow.elementId);
      if (!element) return;
      event.preventDefault();
      openMenuOf(element);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key.length === 1 && event.key !== ' ') {
      const isSlow = event.timeStamp - typed.current.atMs > 800;
      typed.current = {
        text: (isSlow ? '' : typed.current.text) + event.key.toLowerCase(),
        atMs: event.timeStamp
      };
    }
    const plain = rows.map(({ row }) => row);
    const move = moveOf(event.key, plain, activeIndex, typed.current.text);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.kind === 'expand') onExpand?.(move.section, move.isExpanded);
    else if (move.kind === 'open') onOpen(move.id);
    else {
      const target = rows[move.index];
      if (target) onActive(keyOf(target.row));
    }
  };

  return (
    <WindowedList
      className={props.className}
      role={props.role}
      aria-label={props.label}
      tabIndex={0}
      {...(activeRow && { 'aria-activedescendant': activeRow.elementId })}
      heights={rows.map(({ height }) => height)}
      activeIndex={activeIndex}
      onKeyDown={onKeyDown}
      onFocus={() => {
        const first = rows.find(({ row }) => row.kind === 'leaf') ?? rows[0];
        if (activeIndex < 0 && first) onActive(keyOf(first.row));
      }}
      {...(props.onNearEnd && { onNearEnd: props.onNearEnd })}
      renderRow={props.renderRow}
    />
  );
}

function keyOf(row: TreeRow): string {
  return row.kind === 'leaf' ? row.id : row.section;
}
