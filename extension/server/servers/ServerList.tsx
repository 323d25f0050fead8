import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { levelOf } from '../../../hub/contract/layer-level.js';
import { needsRestart, titleOfServer } from '../../../hub/contract/server-choice.js';
import type { ServerOptions } from '../../../hub/contract/server-options.js';
import { SERVER_ACTIONS, type Server, type ServerLimit } from '../../../hub/contract/servers.js';
import { Moment } from '../../ui/Moment.js';
import { formatBytes, formatShare } from '../../ui/amounts.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { layerText, stopOf } from '../limits.js';
import type { ServersModel } from './model.js';
import { imageTitle } from './titles.js';

export interface ServerActions {
  start(server: Server): void;
  stop(server: Server): void;
  restart(server: Server): void;
  options(server: Server): void;
  rename(server: Server): void;
  copyLink(server: Server): void;
  remove(server: Server): void;
  make(): void;
}

interface ListProps {
  readonly model: ServersModel;
  /** Name of the server in which this page lives. */
  readonly here: string;
  readonly actions: ServerActions;
  readonly trans: TranslationBundle;
}

/** The user's servers, live, with what can be done with each. */
export function ServerList(props: ListProps): JSX.Element {
  const { model, actions, trans } = props;
  useSignal(model.changed);
  const { state } = model;
  if (state.kind !== 'ready') {
    return (
      <div className="labcommons-Form">
        <Unread
          state={state}
          loading={trans.__('Loading your servers')}
          failed={trans.__('Your servers could not be listed')}
          trans={trans}
          onRetry={() => model.retry()}
        />
      </div>
    );
  }
  return (
    <div className="labcommons-Form labcommons-ServerList">
      <ul>
        {state.servers.map(server => (
          <ServerRow {...props} key={server.id} server={server} options={state.options} />
        ))}
      </ul>
      <Limit limit={state.options.limit} onMake={() => actions.make()} trans={trans} />
    </div>
  );
}

function Limit(props: {
  limit: ServerLimit;
  onMake: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { limit, onMake, trans } = props;
  const { most, used } = limit;
  const isFull = most !== null && used >= most;
  return (
    <p className="labcommons-ServerList-limit">
      <span>
        {most !== null && trans.__('%1 of %2 servers.', used, most)}{' '}
        {isFull && trans.__('Stopped servers count too: delete one to make room for another.')}
      </span>
      {!isFull && (
        <button className="jp-mod-styled" onClick={onMake}>
          {trans.__('New server…')}
        </button>
      )}
    </p>
  );
}

function ServerRow(
  props: ListProps & { readonly server: Server; readonly options: ServerOptions }
): JSX.Element {
  const { server, here, actions, trans } = props;
  const title = titleOfServer(server);
  const isHere = server.name === here;
  const can = (action: (typeof SERVER_ACTIONS)[Server['state']][number]) =>
    SERVER_ACTIONS[server.state].includes(action);
  const button = (label: string, act: (server: Server) => void) => (
    <button
      className="jp-mod-styled"
      aria-label={`${label} ${title}`}
      onClick={() => act.call(actions, server)}
    >
      {label}
    </button>
  );
  return (
    <li aria-label={title}>
      <div className="labcommons-ServerList-title">
        <span
          className="labcommons-ServerStatus-dot"
          data-state={server.state}
          aria-hidden="true"
        />
        <strong title={server.name}>{title}</strong>
        {isHere && <span className="labcommons-ServerList-here">{trans.__('this one')}</span>}
        <span role="status">{stateWords(server, trans)}</span>
      </div>
      <Facts {...props} />
      <div className="labcommons-ServerList-actions">
        {can('open') && server.url && !isHere && (
          <a href={server.url} target="_blank" rel="noopener">
            {trans.__('Open in a new tab')}
          </a>
        )}
        {can('start') && button(trans.__('Start'), actions.start)}
        {can('stop') && button(isHere ? trans.__('Stop…') : trans.__('Stop'), actions.stop)}
        {can('restart') && button(trans.__('Restart…'), actions.restart)}
        {button(trans.__('Options…'), actions.options)}
        {button(trans.__('Rename…'), actions.rename)}
        {button(trans.__('Copy link'), actions.copyLink)}
        {can('delete') && button(trans.__('Delete…'), actions.remove)}
      </div>
    </li>
  );
}

function Facts(props: {
  server: Server;
  options: ServerOptions;
  trans: TranslationBundle;
}): JSX.Element {
  const { server, options, trans } = props;
  const now = useNow(30_000);
  const { layer, memory, state } = server;
  const stop = state === 'running' ? stopOf(server) : null;
  const isLayerKnown = state === 'running' && layer.usedBytes !== null;
  const facts = [
    madeOf(server, options, trans),
    state === 'running' &&
      (memory.usedBytes === null
        ? trans.__('up to %1', formatBytes(memory.limitBytes))
        : formatShare(memory.usedBytes, memory.limitBytes))
  ].filter(Boolean);
  const waiting = server.mounts.filter(mount => mount.state === 'restartNeeded');
  return (
    <div className="labcommons-ServerList-facts">
      {facts.join(' · ')}
      {stop && (
        <>
          {' · '}
          {stop.isEnd ? trans.__('ends') : trans.__('idle stop')}{' '}
          <Moment at={stop.at} now={now} trans={trans} />
        </>
      )}
      {isLayerKnown && (
        <p data-level={levelOf(layer.usedBytes, layer.limitBytes)}>
          {trans.__('Outside of volumes: %1', layerText(layer, trans))}
        </p>
      )}
      {server.pending && (
        <p>{trans.__('After a restart: %1', madeOf(server.pending, options, trans))}</p>
      )}
      {needsRestart(server) &&
        waiting.map(({ volume, reason }) => <p key={volume}>{`${volume}: ${reason ?? ''}`}</p>)}
      {server.reason && <p>{server.reason}</p>}
    </div>
  );
}

function madeOf(
  setup: { readonly domain: string; readonly image: string },
  options: ServerOptions,
  trans: TranslationBundle
): string {
  const image = options.images.find(({ id }) => id === setup.image);
  const domain = options.domains.find(({ id }) => id === setup.domain);
  return [
    image ? imageTitle(image, trans) : trans.__('an image that is not offered any more'),
    domain?.title
  ]
    .filter(Boolean)
    .join(' · ');
}

function stateWords({ state, queue }: Server, trans: TranslationBundle): string {
  switch (state) {
    case 'starting':
      return queue
        ? trans.__('Waiting, %1 of %2', queue.position, queue.length)
        : trans.__('Starting…');
    case 'running':
      return trans.__('Running');
    case 'stopping':
      return trans.__('Stopping…');
    case 'stopped':
      return trans.__('Stopped');
    case 'failed':
      return trans.__('Failed');
  }
}
