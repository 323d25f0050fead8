import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Activity } from '../../../hub/contract/activity.js';
import type { IHubEvents } from '../../tokens.js';
import { Moment } from '../../ui/Moment.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { useTypedText } from '../../ui/use-typed-text.js';
import { NO_FILTER, type ActivityModel } from '../activity-model.js';
import { actionTitle, kindTitles, outcomeTitle } from '../words.js';

export interface ActivityViewProps {
  readonly model: ActivityModel;
  readonly events: IHubEvents;
  /** Login name of the reader. */
  readonly user: string;
  readonly trans: TranslationBundle;
  readonly onExport: () => void;
  /** Does something that may fail; a failure is told. */
  readonly attempt: (action: () => Promise<void>) => void;
}

/** The record of what was done: by the reader, and what concerns him. */
export function ActivityView(props: ActivityViewProps): JSX.Element {
  const { model, events, trans, attempt } = props;
  useSignal(model.changed);
  const { state } = model;
  return (
    <div className="labcommons-Activity-body">
      <OfflineBanner events={events} trans={trans} />
      <Filters {...props} />
      <div className="labcommons-Activity-scroll">
        <Unread
          state={state}
          loading={trans.__('Loading activity')}
          failed={trans.__('The activity could not be read')}
          trans={trans}
          onRetry={() => void model.read()}
        />
        {state.kind === 'ready' && state.items.length === 0 && <Empty {...props} />}
        {state.kind === 'ready' && state.items.length > 0 && <Acts {...props} acts={state.items} />}
        {state.kind === 'ready' && state.hasMore && (
          <button
            className="jp-mod-styled jp-mod-reject labcommons-Activity-more"
            onClick={() => attempt(() => model.loadMore())}
          >
            {trans.__('Show more')}
          </button>
        )}
      </div>
    </div>
  );
}

function Filters(props: ActivityViewProps): JSX.Element {
  const { model, events, trans, onExport } = props;
  useSignal(events.stateChanged);
  const [text, setText] = useTypedText(model);
  const { kind, from, to } = model.filter;
  const isOffline = events.state.kind === 'offline';
  return (
    <div className="labcommons-Activity-filters" role="search">
      <input
        type="search"
        placeholder={trans.__('Filter activity…')}
        aria-label={trans.__('Filter activity')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <label>
        <span>{trans.__('Kind')}</span>
        <select
          value={kind}
          onChange={event => (model.filter = { ...model.filter, kind: event.target.value })}
        >
          <option value="">{trans.__('Everything')}</option>
          {Object.entries(kindTitles(trans)).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{trans.__('From')}</span>
        <input
          type="date"
          value={from}
          onChange={event => (model.filter = { ...model.filter, from: event.target.value })}
        />
      </label>
      <label>
        <span>{trans.__('To')}</span>
        <input
          type="date"
          value={to}
          onChange={event => (model.filter = { ...model.filter, to: event.target.value })}
        />
      </label>
      <button
        className="jp-mod-styled jp-mod-reject"
        disabled={isOffline}
        title={
          isOffline
            ? trans.__('The hub cannot be reached at the moment.')
            : trans.__('Everything that the filter lets through, for a spreadsheet')
        }
        onClick={onExport}
      >
        {trans.__('Export CSV')}
      </button>
    </div>
  );
}

function Empty({ model, trans }: ActivityViewProps): JSX.Element {
  const { kind, text, from, to } = model.filter;
  const isFiltered = [kind, text, from, to].some(part => part !== '');
  return (
    <div className="labcommons-Notice" role="status">
      <h3>{isFiltered ? trans.__('Nothing found') : trans.__('No activity yet')}</h3>
      <p>
        {isFiltered
          ? trans.__('Nothing that was done has all of this.')
          : trans.__('What you do at the hub, and what concerns you, is on record here.')}
      </p>
      {isFiltered && (
        <button
          className="jp-mod-styled"
          onClick={() => (model.filter = { ...NO_FILTER, order: model.filter.order })}
        >
          {trans.__('Show everything')}
        </button>
      )}
    </div>
  );
}

function Acts(props: ActivityViewProps & { acts: readonly Activity[] }): JSX.Element {
  const { model, acts, user, trans } = props;
  const now = useNow(30_000);
  const isNewest = model.filter.order === 'newest';
  const Caret = isNewest ? caretDownIcon : caretUpIcon;
  return (
    <table className="labcommons-Table labcommons-Activity-table">
      <thead>
        <tr>
          <th aria-sort={isNewest ? 'descending' : 'ascending'}>
            <button
              className="labcommons-Activity-sort"
              title={isNewest ? trans.__('Newest first') : trans.__('Oldest first')}
              onClick={() =>
                (model.filter = { ...model.filter, order: isNewest ? 'oldest' : 'newest' })
              }
            >
              {trans.__('When')}
              <Caret.react tag="span" />
            </button>
          </th>
          <th>{trans.__('Who')}</th>
          <th>{trans.__('What')}</th>
          <th>{trans.__('Details')}</th>
          <th>{trans.__('Outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {acts.map(act => (
          <tr key={act.id}>
            <td className="labcommons-Activity-when">
              <Moment at={act.at} now={now} trans={trans} />
            </td>
            <td title={act.actor?.name}>{actorName(act, user, trans)}</td>
            <td>{actionTitle(act.action, trans)}</td>
            <td className="labcommons-Activity-detail">{act.detail}</td>
            <td data-outcome={act.outcome}>{outcomeTitle(act.outcome, trans)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function actorName({ actor }: Activity, user: string, trans: TranslationBundle): string {
  if (!actor) return trans.__('The hub');
  return actor.name === user ? trans.__('You') : actor.displayName;
}
