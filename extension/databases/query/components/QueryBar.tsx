import type { TranslationBundle } from '@jupyterlab/translation';
import { runIcon, stopIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { IDatabasesModel, IHubEvents } from '../../../tokens.js';
import { useSignal } from '../../../ui/use-signal.js';
import { accessWords } from '../../words.js';
import { ROW_LIMITS, type Query } from '../query.js';

interface QueryBarProps {
  readonly id: string;
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly query: Query;
  readonly onRun: () => void;
  readonly trans: TranslationBundle;
}

/** Above the editor: runs the statement, ends it, and says which database it is for. */
export function QueryBar(props: QueryBarProps): JSX.Element {
  const { id, model, events, query, onRun, trans } = props;
  useSignal(query.changed);
  useSignal(model.changed);
  useSignal(events.stateChanged);
  const database = model.find(id);
  const isOffline = events.state.kind === 'offline';
  return (
    <div className="labcommons-QueryBar" role="toolbar" aria-label={trans.__('Query')}>
      {query.state.kind === 'running' ? (
        <button className="labcommons-Button" onClick={() => query.cancel()}>
          <stopIcon.react tag="span" />
          {trans.__('Cancel')}
        </button>
      ) : (
        <button
          className="labcommons-Button"
          disabled={isOffline}
          title={
            isOffline
              ? trans.__('The hub cannot be reached at the moment.')
              : trans.__('Run the statement where the cursor is, or what is selected (Ctrl Enter)')
          }
          onClick={onRun}
        >
          <runIcon.react tag="span" />
          {trans.__('Run')}
        </button>
      )}
      <label>
        <span>{trans.__('Rows at most')}</span>
        <select
          value={query.maxRows}
          onChange={event => (query.maxRows = Number(event.target.value))}
        >
          {ROW_LIMITS.map(rows => (
            <option key={rows} value={rows}>
              {rows.toLocaleString()}
            </option>
          ))}
        </select>
      </label>
      {database && (
        <span className="labcommons-QueryBar-where" title={database.description}>
          {[database.address, accessWords(database, model.user, trans)].filter(Boolean).join(' · ')}
        </span>
      )}
    </div>
  );
}
