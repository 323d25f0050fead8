import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Grant, ResourceKind, SubjectKind } from '../../../hub/contract/grants.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { SubjectIcon } from '../../ui/SubjectIcon.js';
import { formatAbsolute, formatDay } from '../../ui/moments.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { useTypedText } from '../../ui/use-typed-text.js';
import { privilegeWords } from '../levels.js';
import { RESOURCE_ICONS } from '../resource-icons.js';
import { NO_FILTER, type ReachModel } from './reach-model.js';

export interface ReachActions {
  /** Null for what there is no place to open. */
  readonly open: (grant: Grant) => (() => void) | null;
  /** Null for what the user cannot give up. */
  readonly end: (grant: Grant) => { readonly label: string; readonly run: () => void } | null;
  readonly loadMore: () => void;
}

interface ReachViewProps {
  readonly model: ReachModel;
  readonly actions: ReachActions;
  readonly trans: TranslationBundle;
}

/** What the user reaches and through whom: in person, through which group, with everyone. */
export function ReachView(props: ReachViewProps): JSX.Element {
  const { model, actions, trans } = props;
  useSignal(model.changed);
  const { state } = model;
  return (
    <>
      <Filters {...props} />
      <Unread
        state={state}
        loading={trans.__('Loading what you reach')}
        failed={trans.__('What you reach could not be read')}
        trans={trans}
        onRetry={() => void model.read()}
      />
      {state.kind === 'ready' && state.items.length === 0 && <Empty {...props} />}
      {state.kind === 'ready' && state.items.length > 0 && (
        <Grants {...props} grants={state.items} />
      )}
      {state.kind === 'ready' && state.hasMore && (
        <button className="jp-mod-styled jp-mod-reject" onClick={() => actions.loadMore()}>
          {trans.__('Show more')}
        </button>
      )}
    </>
  );
}

function kindTitles(trans: TranslationBundle): Record<ResourceKind, string> {
  return {
    volume: trans.__('Volumes'),
    job: trans.__('Job results'),
    image: trans.__('Images'),
    domain: trans.__('Compute domains'),
    root: trans.__('Places for volumes'),
    database: trans.__('Databases')
  };
}

function throughTitles(trans: TranslationBundle): Record<SubjectKind, string> {
  return {
    user: trans.__('In person'),
    group: trans.__('Through a group'),
    everyone: trans.__('As everyone')
  };
}

function Filters({ model, trans }: ReachViewProps): JSX.Element {
  const [text, setText] = useTypedText(model);
  const { kind, through } = model.filter;
  return (
    <div className="labcommons-Reach-filters" role="search">
      <input
        type="search"
        placeholder={trans.__('Filter by name…')}
        aria-label={trans.__('Filter by name')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <label>
        <span>{trans.__('What')}</span>
        <select
          value={kind}
          onChange={event =>
            (model.filter = { ...model.filter, kind: event.target.value as ResourceKind | '' })
          }
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
        <span>{trans.__('How')}</span>
        <select
          value={through}
          onChange={event =>
            (model.filter = { ...model.filter, through: event.target.value as SubjectKind | '' })
          }
        >
          <option value="">{trans.__('In whatever way')}</option>
          {Object.entries(throughTitles(trans)).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Empty({ model, trans }: ReachViewProps): JSX.Element {
  const { kind, through, text } = model.filter;
  const isFiltered = [kind, through, text].some(part => part !== '');
  return (
    <div className="labcommons-Notice" role="status">
      <h3>{isFiltered ? trans.__('Nothing found') : trans.__('Nothing is shared with you yet')}</h3>
      {isFiltered && (
        <button className="jp-mod-styled" onClick={() => (model.filter = NO_FILTER)}>
          {trans.__('Show everything')}
        </button>
      )}
    </div>
  );
}

function Grants(props: ReachViewProps & { grants: readonly Grant[] }): JSX.Element {
  const { grants, trans } = props;
  const now = useNow(60_000);
  return (
    <table className="labcommons-Table labcommons-Reach">
      <thead>
        <tr>
          <th>{trans.__('What')}</th>
          <th>{trans.__('You may')}</th>
          <th>{trans.__('Through')}</th>
          <th>{trans.__('Granted')}</th>
          <th>
            <span className="labcommons-visuallyHidden">{trans.__('What can be done')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {grants.map(grant => (
          <Row
            key={[
              grant.resource.kind,
              grant.resource.id,
              grant.subject.kind,
              grant.subject.id
            ].join()}
            {...props}
            grant={grant}
            now={now}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: ReachViewProps & { grant: Grant; now: Date }): JSX.Element {
  const { grant, now, actions, trans } = props;
  const { resource, subject, grantedBy } = grant;
  const Icon = RESOURCE_ICONS[resource.kind];
  const at = new Date(grant.createdAt);
  const open = actions.open(grant);
  const end = actions.end(grant);
  return (
    <tr>
      <td>
        <span className="labcommons-Reach-what">
          <Icon.react tag="span" className="labcommons-RowIcon" />
          {open ? (
            <button className="labcommons-Link" onClick={open}>
              <MiddleCut text={resource.name} />
            </button>
          ) : (
            <MiddleCut text={resource.name} />
          )}
        </span>
        {resource.kind === 'job' && resource.owner && (
          <small>{trans.__('job of %1', resource.owner.displayName || resource.owner.name)}</small>
        )}
      </td>
      <td>{privilegeWords(grant.privileges, trans, resource.kind)}</td>
      <td>
        <span className="labcommons-Reach-what">
          <SubjectIcon kind={subject.kind} />
          {subject.kind === 'group'
            ? subject.name
            : subject.kind === 'user'
              ? trans.__('you in person')
              : trans.__('everyone')}
        </span>
      </td>
      <td title={formatAbsolute(at)}>
        {trans.__(
          '%1, by %2',
          formatDay(at, now),
          grantedBy?.displayName || grantedBy?.name || trans.__('the site')
        )}
      </td>
      <td className="labcommons-Links-actions">
        {end && (
          <button
            className="labcommons-Button"
            aria-label={trans.__('%1: %2', end.label, resource.name)}
            onClick={end.run}
          >
            {end.label}
          </button>
        )}
      </td>
    </tr>
  );
}
