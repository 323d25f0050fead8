import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Link } from '../../../hub/contract/links.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { formatAbsolute, formatDay } from '../../ui/moments.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import type { LinksModel } from './links-model.js';

export interface LinkActions {
  readonly copy: (link: Link) => void;
  readonly change: (link: Link) => void;
  readonly revoke: (link: Link) => void;
}

interface LinksViewProps {
  readonly model: LinksModel;
  readonly actions: LinkActions;
  readonly trans: TranslationBundle;
}

/** The user's links: what each leads to, how often it was used, and until when it works. */
export function LinksView({ model, actions, trans }: LinksViewProps): JSX.Element {
  useSignal(model.changed);
  const now = useNow(60_000);
  const { state } = model;
  if (state.kind !== 'ready') {
    return (
      <Unread
        state={state}
        loading={trans.__('Loading your links')}
        failed={trans.__('Your links could not be read')}
        trans={trans}
        onRetry={() => void model.read()}
      />
    );
  }
  if (state.links.length === 0) {
    return (
      <div className="labcommons-Notice" role="status">
        <h3>{trans.__('No links yet')}</h3>
        <p>
          {trans.__(
            'Right-click a file or folder in a volume and choose “Share link…”: whoever has the link may then read it without an account.'
          )}
        </p>
      </div>
    );
  }
  return (
    <table className="labcommons-Table labcommons-Links">
      <thead>
        <tr>
          <th>{trans.__('File or folder')}</th>
          <th>{trans.__('Works')}</th>
          <th>{trans.__('Downloads')}</th>
          <th>
            <span className="labcommons-visuallyHidden">{trans.__('What can be done')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {state.links.map(link => (
          <Row key={link.id} link={link} actions={actions} now={now} trans={trans} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  link: Link;
  actions: LinkActions;
  now: Date;
  trans: TranslationBundle;
}): JSX.Element {
  const { link, actions, now, trans } = props;
  const Icon = link.kind === 'folder' ? folderIcon : fileIcon;
  const expires = new Date(link.expiresAt);
  const isLive = link.state === 'live';
  const mayCopy = isLive && link.url !== null;
  return (
    <tr data-state={link.state}>
      <td>
        <span className="labcommons-Reach-what">
          <Icon.react tag="span" className="labcommons-RowIcon" />
          <MiddleCut text={link.name} title={`${link.volume}/${link.path}`} />
        </span>
        <small>
          <MiddleCut text={`${link.volume}/${link.path}`} />
        </small>
      </td>
      <td title={formatAbsolute(expires)}>
        {isLive ? trans.__('until %1', formatDay(expires, now)) : trans.__('no longer works')}
        <small>{whatElse(link, trans)}</small>
      </td>
      <td className="labcommons-Links-count">
        {link.maxDownloads === null
          ? link.downloads
          : trans.__('%1 of %2', link.downloads, link.maxDownloads)}
      </td>
      <td className="labcommons-Links-actions">
        <button
          className="labcommons-Button"
          aria-disabled={!mayCopy}
          title={
            link.url === null
              ? trans.__('The hub cannot show this address any more.')
              : !isLive
                ? trans.__('It does not work any more.')
                : trans.__('Copy the link to “%1”', link.name)
          }
          onClick={() => mayCopy && actions.copy(link)}
        >
          {trans.__('Copy')}
        </button>
        <button
          className="labcommons-Button"
          aria-label={trans.__('Change the link to “%1”', link.name)}
          onClick={() => actions.change(link)}
        >
          {trans.__('Change…')}
        </button>
        <button
          className="labcommons-Button"
          aria-label={trans.__('Revoke the link to “%1”', link.name)}
          onClick={() => actions.revoke(link)}
        >
          {trans.__('Revoke')}
        </button>
      </td>
    </tr>
  );
}

function whatElse({ state, reason, hasPassword }: Link, trans: TranslationBundle): string {
  switch (state) {
    case 'expired':
      return trans.__('It has expired.');
    case 'usedUp':
      return trans.__('It was used as often as it may be.');
    case 'broken':
      return reason ?? '';
    case 'live':
      return hasPassword ? trans.__('with a password') : '';
  }
}
