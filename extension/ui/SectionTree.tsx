import React, { useEffect } from 'react';

import { KeyedTree } from './KeyedTree.js';
import { TreeHeading } from './TreeHeading.js';
import type { SectionRow } from './section-rows.js';
import type { TreeView } from './tree-view.js';

/** Height of a heading, and of a line that says one thing; pixels. */
export const LINE = 28;

type Heading<S extends string> = Extract<SectionRow<S, never>, { kind: 'heading' }>;

interface SectionTreeProps<S extends string, T> {
  /** Class of the panel that the tree is in; parts of the tree are named after it. */
  readonly panel: string;
  readonly label: string;
  /** What is said when there is no line at all. */
  readonly nothing: string;
  readonly view: TreeView<S>;
  readonly rows: readonly SectionRow<S, T>[];
  readonly leafOf: (
    item: T,
    section: S
  ) => { readonly id: string; readonly text: string; readonly height: number };
  /** Id of the element of a line, by a leaf's id or a section's name. */
  readonly elementIdOf: (key: string) => string;
  readonly titleOf: (section: S) => string;
  readonly countOf?: (heading: Heading<S>) => string;
  readonly renderItem: (item: T, style: React.CSSProperties) => React.ReactNode;
  readonly onOpen: (id: string) => void;
  /** A line was gone to; by itself it becomes the view's active one. */
  readonly onActive?: (key: string) => void;
  readonly onNearEnd?: () => void;
}

/** What a panel lists, by section, as a tree that arrows, letters, Home, End, Enter and the menu key work on. */
export function SectionTree<S extends string, T>(props: SectionTreeProps<S, T>): JSX.Element {
  const { panel, label, view, rows, leafOf, elementIdOf, titleOf, renderItem } = props;

  // Who came to the panel by a key goes on in its tree.
  useEffect(() => {
    const focused = document.activeElement;
    if (focused?.classList.contains(panel)) {
      focused.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, [panel]);

  const lines = rows.map(row => {
    if (row.kind === 'heading') {
      return { row, elementId: elementIdOf(row.section), height: LINE };
    }
    const { id, text, height } = leafOf(row.item, row.section);
    return { row: { kind: 'leaf' as const, id, text }, elementId: elementIdOf(id), height };
  });

  return (
    <>
      <KeyedTree
        className={`labcommons-Panel-list ${panel}-list`}
        role="tree"
        label={label}
        rows={lines}
        active={view.active}
        onActive={props.onActive ?? (key => (view.active = key))}
        onOpen={props.onOpen}
        onExpand={(section, isExpanded) => view.setExpanded(section, isExpanded)}
        {...(props.onNearEnd && { onNearEnd: props.onNearEnd })}
        renderRow={(index, style) => {
          const row = rows[index];
          if (!row) return null;
          if (row.kind === 'item') return renderItem(row.item, style);
          return (
            <TreeHeading
              key={row.section}
              elementId={elementIdOf(row.section)}
              title={titleOf(row.section)}
              count={props.countOf?.(row) ?? String(row.count)}
              isExpanded={row.expanded}
              isActive={row.section === view.active}
              style={style}
              onToggle={() => {
                view.active = row.section;
                view.setExpanded(row.section, !row.expanded);
              }}
            />
          );
        }}
      />
      {rows.length === 0 && (
        <p className={`labcommons-Panel-nothing ${panel}-nothing`} role="status">
          {props.nothing}
        </p>
      )}
    </>
  );
}
