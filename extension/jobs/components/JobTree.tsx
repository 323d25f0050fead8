import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect } from 'react';

import type { IJobsModel } from '../../tokens.js';
import { KeyedTree } from '../../ui/KeyedTree.js';
import { TreeHeading } from '../../ui/TreeHeading.js';
import { rowsOf, type Row } from '../sections.js';
import type { JobsView } from '../view.js';
import { rowDetail, sectionTitle } from '../words.js';
import { JobRow, rowId } from './JobRow.js';

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

  useEffect(() => {
    const panel = document.activeElement;
    if (panel?.classList.contains('labcommons-JobsPanel')) {
      panel.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, []);

  return (
    <>
      <KeyedTree
        className="labcommons-JobsPanel-list"
        role="tree"
        label={trans.__('Jobs')}
        rows={rows.map(row => ({
          row: row.kind === 'job' ? { kind: 'leaf', id: row.job.id, text: row.job.name } : row,
          elementId: elementIdOf(row),
          height: heightOf(row, trans)
        }))}
        active={view.active}
        onActive={key => (view.active = key)}
        onOpen={onOpen}
        onExpand={(section, isExpanded) => view.setExpanded(section, isExpanded)}
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
                isSelected={row.job.id === view.active}
                trans={trans}
                onSelect={() => (view.active = row.job.id)}
                onOpen={() => onOpen(row.job.id)}
              />
            );
          }
          const hasMore =
            row.section === 'earlier' && model.state.kind === 'ready' && model.state.hasMore;
          return (
            <TreeHeading
              key={row.section}
              elementId={elementIdOf(row)}
              title={sectionTitle(row.section, trans)}
              count={hasMore ? `${row.count}+` : String(row.count)}
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
        <p className="labcommons-JobsPanel-nothing" role="status">
          {trans.__('No job matches “%1”.', view.filter.trim())}
        </p>
      )}
    </>
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
