import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect } from 'react';

import type { IDatabasesModel } from '../../tokens.js';
import { KeyedTree } from '../../ui/KeyedTree.js';
import { LINE } from '../../ui/SectionTree.js';
import { TreeHeading } from '../../ui/TreeHeading.js';
import { keyedRow, rowsOf, type Row } from '../sections.js';
import type { DatabasesView } from '../view.js';
import { sectionTitle } from '../words.js';
import { ColumnRow, DatabaseRow, NoteRow, TableRow } from './rows.js';

const PANEL = 'labcommons-DatabasesPanel';

interface DatabaseTreeProps {
  readonly model: IDatabasesModel;
  readonly view: DatabasesView;
  readonly trans: TranslationBundle;
  /** Opens a database or a table, by the key of its line. */
  readonly onOpen: (key: string) => void;
}

/** Databases by whose they are, each opening to its tables and views, these to their columns. */
export function DatabaseTree({ model, view, trans, onOpen }: DatabaseTreeProps): JSX.Element {
  const { filter, collapsed, expanded } = view;
  const rows = rowsOf(model.databases, {
    user: model.user,
    filter,
    collapsed,
    expanded,
    schemaOf: id => model.schemaOf(id)
  });

  // Who came to the panel by a key goes on in its tree.
  useEffect(() => {
    const focused = document.activeElement;
    if (focused?.classList.contains(PANEL)) {
      focused.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, []);

  const expand = (key: string, isExpanded: boolean) => {
    if (isExpanded && model.find(key)) void model.readSchema(key);
    view.expand(key, isExpanded);
  };
  const line = (row: Row, style: React.CSSProperties) => {
    const common = {
      elementId: elementIdOf(row.key),
      isSelected: row.key === view.active,
      style,
      trans,
      onSelect: () => (view.active = row.key)
    };
    switch (row.kind) {
      case 'heading':
        return (
          <TreeHeading
            key={row.key}
            elementId={common.elementId}
            title={sectionTitle(row.key, trans)}
            count={String(row.count)}
            isExpanded={row.expanded}
            isActive={common.isSelected}
            style={style}
            onToggle={() => {
              view.active = row.key;
              expand(row.key, !row.expanded);
            }}
          />
        );
      case 'database':
        return (
          <DatabaseRow
            {...common}
            key={row.key}
            database={row.database}
            user={model.user}
            isExpanded={row.expanded}
            onExpand={isExpanded => expand(row.key, isExpanded)}
            onOpen={() => onOpen(row.key)}
          />
        );
      case 'table':
        return (
          <TableRow
            {...common}
            key={row.key}
            table={row.table}
            isExpanded={row.expanded}
            onExpand={isExpanded => expand(row.key, isExpanded)}
            onOpen={() => onOpen(row.key)}
          />
        );
      case 'column':
        return <ColumnRow {...common} key={row.key} column={row.column} />;
      case 'note':
        return (
          <NoteRow
            {...common}
            key={row.key}
            schema={row.schema}
            mayWrite={row.database.privileges.includes('write')}
            onRetry={() => void model.readSchema(row.database.id)}
          />
        );
    }
  };

  return (
    <>
      <KeyedTree
        className={`labcommons-Panel-list ${PANEL}-list`}
        role="tree"
        label={trans.__('Databases')}
        rows={rows.map(row => ({
          row: keyedRow(row),
          elementId: elementIdOf(row.key),
          height: LINE
        }))}
        active={view.active}
        onActive={key => (view.active = key)}
        onOpen={onOpen}
        onExpand={expand}
        renderRow={(index, style) => {
          const row = rows[index];
          return row ? line(row, style) : null;
        }}
      />
      {rows.length === 0 && (
        <p className="labcommons-Panel-nothing" role="status">
          {trans.__('No database matches “%1”.', filter.trim())}
        </p>
      )}
    </>
  );
}

/** Id of a line's element, for `aria-activedescendant`. */
function elementIdOf(key: string): string {
  return `labcommons-database-${encodeURIComponent(key)}`;
}
