import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef } from 'react';

import type { IJobsModel } from '../../tokens.js';
import { WindowedList } from '../../ui/WindowedList.js';
import { rowsOf, type Row } from '../sections.js';
import type { JobsView } from '../view.js';
import { rowDetail, sectionTitle } from '../words.js';
import { JobRow, openMenuOf, rowId } from './JobRow.js';
import { moveOf } from './tree-keys.js';

const LINE = 28;
const TWO_LINES = 46;

interface JobTreeProps {
  readonly model: IJobsModel;
  readonly view: JobsView;
  readonly now: Date;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
}

/** Jobs by section, as a tree that arrows, letters, Home, End, Enter and the menu key work on. */
export function JobTree(props: JobTreeProps): JSX.Element {
  const { model, view, now, trans, onOpen } = props;
  const rows = rowsOf(model.jobs, { now, filter: view.filter, collapsed: view.collapsed });
  const activeIndex = rows.findIndex(row => keyOf(row) === view.active);
  const typed = useRef({ text: '', atMs: 0 });

  useEffect(() => {
    const panel = document.activeElement;
    if (panel?.classList.contains('labcommons-JobsPanel')) {
      panel.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, []);

  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const row = rows[activeIndex];
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const element = row && document.getElementById(elementIdOf(row));
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
    const move = moveOf(event.key, rows, activeIndex, typed.current.text);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.kind === 'expand') view.setExpanded(move.section, move.isExpanded);
    else if (move.kind === 'open') onOpen(move.id);
    else {
      const target = rows[move.index];
      if (target) view.active = keyOf(target);
    }
  };

  const active = rows[activeIndex];
  return (
    <>
      <WindowedList
        className="labcommons-JobsPanel-list"
        role="tree"
        aria-label={trans.__('Jobs')}
        tabIndex={0}
        {...(active && { 'aria-activedescendant': elementIdOf(active) })}
        heights={rows.map(row => heightOf(row, trans))}
        activeIndex={activeIndex}
        onKeyDown={onKeyDown}
        onFocus={() => {
          const first = rows.find(row => row.kind === 'job') ?? rows[0];
          if (activeIndex < 0 && first) view.active = keyOf(first);
        }}
        onNearEnd={() => {
          if (!view.collapsed.has('earlier')) void model.loadMore().catch(() => undefined);
        }}
        renderRow={(index, style) => {
          const row = rows[index];
          if (!row) return null;
          if (row.kind === 'job') {
            return (
              <JobRow
                key={row.job.id}
                job={row.job}
                now={now}
                style={style}
                isSelected={index === activeIndex}
                trans={trans}
                onSelect={() => (view.active = row.job.id)}
                onOpen={() => onOpen(row.job.id)}
              />
            );
          }
          return (
            <Heading
              key={row.section}
              row={row}
              hasMore={
                row.section === 'earlier' && model.state.kind === 'ready' && model.state.hasMore
              }
              isActive={index === activeIndex}
              style={style}
              trans={trans}
              onToggle={() => {
                view.active = row.section;
                view.setExpanded(row.section, !row.expanded);
              }}
            />
          );
        }}
      />
      {rows.length === 0 && (
        <p className="labcommons-JobsPanel-nothing" role="status">
          {trans.__('No job matches “%1”.', view.filter.trim())}
        </p>
      )}
    </>
  );
}

function Heading(props: {
  row: Extract<Row, { kind: 'heading' }>;
  hasMore: boolean;
  isActive: boolean;
  style: React.CSSProperties;
  trans: TranslationBundle;
  onToggle: () => void;
}): JSX.Element {
  const { row, hasMore, isActive, style, trans, onToggle } = props;
  const Caret = row.expanded ? caretDownIcon : caretRightIcon;
  return (
    <div
      id={elementIdOf(row)}
      className="labcommons-JobsPanel-heading"
      role="treeitem"
      aria-level={1}
      aria-expanded={row.expanded}
      aria-selected={isActive}
      style={style}
      onClick={onToggle}
    >
      <Caret.react tag="span" />
      <span>{sectionTitle(row.section, trans)}</span>
      <span className="labcommons-JobsPanel-count">{hasMore ? `${row.count}+` : row.count}</span>
    </div>
  );
}

function keyOf(row: Row): string {
  return row.kind === 'job' ? row.job.id : row.section;
}

function elementIdOf(row: Row): string {
  return rowId(keyOf(row));
}

function heightOf(row: Row, trans: TranslationBundle): number {
  return row.kind === 'job' && rowDetail(row.job, trans) ? TWO_LINES : LINE;
}
