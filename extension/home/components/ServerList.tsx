import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { titleOfServer } from '../../../hub/contract/server-choice.js';
import type { Server, ServerState } from '../../../hub/contract/servers.js';
import { Failure } from '../../ui/Failure.js';
import { Skeleton } from '../../ui/Skeleton.js';
import type { HomeModel } from '../model.js';

interface ServerListProps {
  readonly model: HomeModel;
  /** Address at which a server is opened or started. */
  readonly addressOf: (server: Server) => string;
  /** Null where there is no dialog of servers. */
  readonly onManage: (() => void) | null;
  readonly trans: TranslationBundle;
}

/** The user's servers; each opens in a tab of the browser, started if need be. */
export function ServerList(props: ServerListProps): JSX.Element {
  const { model, onManage, trans } = props;
  return (
    <div role="group" aria-label={trans.__('Servers')}>
      <h3>
        {trans.__('Servers')}
        {onManage && (
          <button className="labcommons-Link" onClick={onManage}>
            {trans.__('Manage…')}
          </button>
        )}
      </h3>
      <Body {...props} state={model.serversState} />
    </div>
  );
}

function Body(props: ServerListProps & { readonly state: HomeModel['serversState'] }): JSX.Element {
  const { model, addressOf, trans, state } = props;
  switch (state.kind) {
    case 'loading':
      return <Skeleton label={trans.__('Reading your servers')} />;
    case 'failed':
      return (
        <Failure
          title={trans.__('Your servers could not be read')}
          error={state.error}
          trans={trans}
          onRetry={() => model.retryServers()}
        />
      );
    case 'ready':
      return (
        <ul>
          {model.servers.map(server => (
            <li key={server.id}>
              {model.isHere(server) ? (
                <div aria-current="true">
                  <Words server={server} model={model} trans={trans} />
                </div>
              ) : (
                <a href={addressOf(server)} target="_blank" rel="noopener">
                  <Words server={server} model={model} trans={trans} />
                </a>
              )}
            </li>
          ))}
        </ul>
      );
  }
}

function Words(props: { server: Server; model: HomeModel; trans: TranslationBundle }): JSX.Element {
  const { server, model, trans } = props;
  const facts = [
    stateWords(server.state, trans),
    model.isHere(server) && trans.__('this one'),
    model.imageTitle(server.image)
  ];
  return (
    <>
      <span className="labcommons-Home-dot" data-state={server.state} aria-hidden="true" />
      <span className="labcommons-Home-words">
        <span>{titleOfServer(server)}</span>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </span>
    </>
  );
}

function stateWords(state: ServerState, trans: TranslationBundle): string {
  const words: Record<ServerState, string> = {
    starting: trans.__('Starting'),
    running: trans.__('Running'),
    stopping: trans.__('Stopping'),
    stopped: trans.__('Stopped'),
    failed: trans.__('Failed')
  };
  return words[state];
}
