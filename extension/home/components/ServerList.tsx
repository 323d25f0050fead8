import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Server } from '../../../hub/contract/servers.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { serverStateWords, serverTitle } from '../server-words.js';

/** The user's servers; each opens in a tab of the browser, started if need be. */
export function ServerList(props: {
  servers: readonly Server[] | null;
  isHere: (server: Server) => boolean;
  addressOf: (server: Server) => string;
  imageTitle: (id: string) => string;
  trans: TranslationBundle;
}): JSX.Element {
  const { servers, isHere, addressOf, imageTitle, trans } = props;
  return (
    <section aria-label={trans.__('Servers')}>
      <h3>{trans.__('Servers')}</h3>
      {servers === null ? (
        <Skeleton label={trans.__('Reading your servers')} />
      ) : (
        <ul>
          {servers.map(server => (
            <li key={server.id} data-state={server.state}>
              {isHere(server) ? (
                <div aria-current="true">
                  <Words
                    server={server}
                    facts={[trans.__('this one'), imageTitle(server.image)]}
                    trans={trans}
                  />
                </div>
              ) : (
                <a href={addressOf(server)} target="_blank" rel="noopener">
                  <Words server={server} facts={[imageTitle(server.image)]} trans={trans} />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Words(props: {
  server: Server;
  facts: readonly string[];
  trans: TranslationBundle;
}): JSX.Element {
  const { server, facts, trans } = props;
  return (
    <>
      <span className="labcommons-Home-dot" data-state={server.state} aria-hidden="true" />
      <span className="labcommons-Home-words">
        <span>{serverTitle(server, trans)}</span>
        <small>{[serverStateWords(server.state, trans), ...facts].join(' · ')}</small>
      </span>
    </>
  );
}
