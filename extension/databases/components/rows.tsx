import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Database, SchemaColumn, SchemaTable } from '../../../hub/contract/databases.js';
import { problemText } from '../../api/hub-error.js';
import type { SchemaState } from '../../tokens.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { MoreButton } from '../../ui/MoreButton.js';
import { iconOf, iconOfTable } from '../icons.js';
import { columnDetail, rowDetail, sharingWords, tableDetail, tipOf } from '../words.js';

interface RowProps {
  readonly elementId: string;
  readonly isSelected: boolean;
  readonly style: React.CSSProperties;
  readonly trans: TranslationBundle;
  readonly onSelect: () => void;
}

interface BranchProps extends RowProps {
  readonly isExpanded: boolean;
  readonly onExpand: (isExpanded: boolean) => void;
  readonly onOpen: () => void;
}

/** One database. */
export function DatabaseRow(
  props: BranchProps & { readonly database: Database; readonly user: string }
): JSX.Element {
  const { database, user, trans } = props;
  const Icon = iconOf(database);
  const detail = rowDetail(database, user, trans);
  return (
    <Branch
      {...props}
      kind="database"
      level={2}
      data={{ 'data-id': database.id }}
      name={database.name}
      said={[database.name, detail, sharingWords(database, trans)].join(', ')}
      tip={tipOf(database, user, trans)}
      detail={detail}
      icon={<Icon.react tag="span" className="labcommons-Panel-icon" />}
    />
  );
}

/** One table or view. */
export function TableRow(props: BranchProps & { readonly table: SchemaTable }): JSX.Element {
  const { table, trans } = props;
  const Icon = iconOfTable(table);
  const detail = tableDetail(table, trans);
  return (
    <Branch
      {...props}
      kind="table"
      level={3}
      data={{}}
      name={table.name}
      said={[table.name, detail].filter(Boolean).join(', ')}
      tip={[
        table.name,
        ...table.indexes.map(index => trans.__('index on %1', index.columns.join(', ')))
      ].join('\n')}
      detail={detail}
      icon={<Icon.react tag="span" className="labcommons-Panel-icon" />}
    />
  );
}

interface BranchWords {
  readonly kind: 'database' | 'table';
  readonly level: number;
  readonly data: Record<`data-${string}`, string>;
  readonly name: string;
  /** For those who do not see it. */
  readonly said: string;
  readonly tip: string;
  readonly detail: string;
  readonly icon: JSX.Element;
}

/** A line that lines can stand below. A click opens it there, its caret closes it too, a double click opens it in a tab. */
function Branch(props: BranchProps & BranchWords): JSX.Element {
  const { kind, level, data, name, said, tip, detail, icon, trans } = props;
  const { elementId, isSelected, isExpanded, style, onSelect, onExpand, onOpen } = props;
  const Caret = isExpanded ? caretDownIcon : caretRightIcon;
  return (
    <div
      {...data}
      id={elementId}
      className={`labcommons-Panel-item labcommons-DatabasesPanel-item labcommons-DatabasesPanel-${kind}`}
      role="treeitem"
      aria-level={level}
      aria-expanded={isExpanded}
      aria-selected={isSelected}
      aria-label={said}
      title={tip}
      style={style}
      onMouseDown={onSelect}
      onClick={event => {
        // The second click of a double click opens the tab.
        if (!isExpanded && event.detail < 2) onExpand(true);
      }}
      onDoubleClick={onOpen}
    >
      <span
        className="labcommons-DatabasesPanel-caret"
        onClick={event => {
          event.stopPropagation();
          onExpand(!isExpanded);
        }}
        onDoubleClick={event => event.stopPropagation()}
      >
        <Caret.react tag="span" />
      </span>
      {icon}
      <MiddleCut className="labcommons-DatabasesPanel-name" text={name} title={tip} />
      <span className="labcommons-DatabasesPanel-detail">{detail}</span>
      <MoreButton name={name} className="labcommons-Panel-more" trans={trans} />
    </div>
  );
}

/** One column of a table. */
export function ColumnRow(props: RowProps & { readonly column: SchemaColumn }): JSX.Element {
  const { column, elementId, isSelected, style, trans, onSelect } = props;
  const detail = columnDetail(column, trans);
  return (
    <div
      id={elementId}
      className="labcommons-Panel-item labcommons-DatabasesPanel-item labcommons-DatabasesPanel-column"
      role="treeitem"
      aria-level={4}
      aria-selected={isSelected}
      aria-label={`${column.name}, ${detail}`}
      title={`${column.name}\n${detail}`}
      style={style}
      onMouseDown={onSelect}
    >
      <MiddleCut className="labcommons-DatabasesPanel-name" text={column.name} />
      <span className="labcommons-DatabasesPanel-detail">{detail}</span>
    </div>
  );
}

/** Why nothing stands below a database. */
export function NoteRow(
  props: RowProps & {
    readonly schema: SchemaState;
    readonly mayWrite: boolean;
    readonly onRetry: () => void;
  }
): JSX.Element {
  const { schema, mayWrite, elementId, isSelected, style, trans, onSelect, onRetry } = props;
  const words =
    schema.kind === 'loading'
      ? trans.__('Reading its tables…')
      : schema.kind === 'failed'
        ? problemText(schema.error, trans)
        : mayWrite
          ? trans.__('No tables yet: make one by CREATE TABLE, or import a CSV.')
          : trans.__('No tables yet.');
  return (
    <div
      id={elementId}
      className="labcommons-Panel-item labcommons-DatabasesPanel-item labcommons-DatabasesPanel-note"
      role="treeitem"
      aria-level={3}
      aria-selected={isSelected}
      aria-busy={schema.kind === 'loading'}
      title={words}
      style={style}
      onMouseDown={onSelect}
    >
      <span className="labcommons-DatabasesPanel-words">{words}</span>
      {schema.kind === 'failed' && (
        <button className="labcommons-Link" onClick={onRetry}>
          {trans.__('Try again')}
        </button>
      )}
    </div>
  );
}
