import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { HubError, problemText } from '../../../api/hub-error.js';
import type { IDatabasesModel } from '../../../tokens.js';
import { formatDuration } from '../../../ui/amounts.js';
import { useNow, useSignal } from '../../../ui/use-signal.js';
import type { Answered, Query } from '../query.js';
import { ResultTable } from './ResultTable.js';

/** What can be done with the rows of a statement. */
export interface ResultActions {
  readonly download: (answered: Answered) => void;
  /** Null where there are no volumes to save into. */
  readonly save: ((answered: Answered) => void) | null;
  readonly copyAsPython: (answered: Answered) => void;
}

interface ResultViewProps {
  readonly id: string;
  readonly model: IDatabasesModel;
  readonly query: Query;
  readonly actions: ResultActions;
  readonly trans: TranslationBundle;
}

/** What came of the statement that was run last: its rows, what it changed, or why it did not go through. */
export function ResultView(props: ResultViewProps): JSX.Element {
  const { id, model, query, trans } = props;
  useSignal(query.changed);
  useSignal(model.changed);
  const { state, answered } = query;
  const isGone = model.state.kind === 'ready' && model.find(id) === null;
  return (
    <div className="labcommons-Result" aria-busy={state.kind === 'running'}>
      {isGone && (
        <p className="labcommons-Result-failure" role="alert">
          {trans.__('This database is gone, or it is no longer shared with you.')}
        </p>
      )}
      {!isGone && state.kind === 'failed' && <Refusal error={state.error} trans={trans} />}
      <div className="labcommons-Result-said" role="status">
        <Said {...props} />
        {answered && state.kind === 'done' && answered.answer.columns.length > 0 && (
          <Actions {...props} answered={answered} />
        )}
      </div>
      {answered && answered.answer.columns.length > 0 && (
        <ResultTable answer={answered.answer} trans={trans} />
      )}
    </div>
  );
}

function Refusal({ error, trans }: { error: unknown; trans: TranslationBundle }): JSX.Element {
  const requestId = error instanceof HubError && error.code === 'internal' && error.requestId;
  return (
    <div className="labcommons-Result-failure" role="alert">
      <pre>{problemText(error, trans)}</pre>
      {requestId && (
        <small>
          {trans.__('Tell your administrator this number of the request: %1', requestId)}
        </small>
      )}
    </div>
  );
}

function Said({ query, trans }: ResultViewProps): JSX.Element | null {
  const { state, answered } = query;
  switch (state.kind) {
    case 'idle':
      return (
        <span>{trans.__('Write a statement and run it by Ctrl Enter: its rows appear here.')}</span>
      );
    case 'running':
      return <Running sinceMs={state.sinceMs} trans={trans} />;
    case 'cancelled':
      return <span>{trans.__('Cancelled.')}</span>;
    case 'failed':
      return null;
    case 'done':
      return answered && <Counts answered={answered} trans={trans} />;
  }
}

function Running({ sinceMs, trans }: { sinceMs: number; trans: TranslationBundle }): JSX.Element {
  const now = useNow(1_000);
  const seconds = Math.floor((now.getTime() - sinceMs) / 1_000);
  return (
    <span>
      {seconds < 1
        ? trans.__('Running…')
        : trans.__('Running for %1…', formatDuration(seconds, trans))}
    </span>
  );
}

function Counts({
  answered,
  trans
}: {
  answered: Answered;
  trans: TranslationBundle;
}): JSX.Element {
  const { columns, rows, changes, truncated, milliseconds } = answered.answer;
  const time =
    milliseconds < 1_000
      ? trans.__('%1 ms', milliseconds)
      : trans.__('%1 s', (milliseconds / 1_000).toFixed(1));
  const count = rows.length.toLocaleString();
  return (
    <>
      {columns.length > 0 && (
        <span className="labcommons-Result-count" data-cut={truncated}>
          {truncated
            ? trans._n('Only the first row', 'Only the first %2 rows', rows.length, count)
            : trans._n('%2 row', '%2 rows', rows.length, count)}
        </span>
      )}
      {(columns.length === 0 || changes > 0) && (
        <span>
          {changes > 0
            ? trans._n('%2 row changed', '%2 rows changed', changes, changes.toLocaleString())
            : trans.__('Done')}
        </span>
      )}
      <span>{time}</span>
    </>
  );
}

function Actions(props: ResultViewProps & { answered: Answered }): JSX.Element {
  const { actions, answered, trans } = props;
  const { save } = actions;
  const isCut = answered.answer.truncated;
  return (
    <span className="labcommons-Result-actions">
      <button
        className="labcommons-Button"
        title={isCut ? trans.__('All rows, not only those below') : undefined}
        onClick={() => actions.download(answered)}
      >
        {trans.__('Download CSV')}
      </button>
      {save && (
        <button className="labcommons-Button" onClick={() => save(answered)}>
          {trans.__('Save as CSV…')}
        </button>
      )}
      <button
        className="labcommons-Button"
        title={trans.__('Python for a notebook, which asks the hub the same')}
        onClick={() => actions.copyAsPython(answered)}
      >
        {trans.__('Copy as Python')}
      </button>
    </span>
  );
}
