import { useCallback } from 'react';

import { getServerOptions, type ServerOptions } from '../../../contract/server-options.js';
import { listServers, type Server } from '../../../contract/servers.js';
import type { ServerOptionsData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { OptionsForm } from './OptionsForm.js';

export interface Offer {
  readonly options: ServerOptions;
  /** All servers of the visitor. */
  readonly servers: readonly Server[];
}

async function readOffer(api: HubApi): Promise<Offer> {
  const [options, servers] = await Promise.all([api.call(getServerOptions), api.call(listServers)]);
  return { options, servers: servers.items };
}

/** What a server is made of: of one that exists, or of one that is to be. */
export function OptionsPage({ data, api }: { data: ServerOptionsData; api: HubApi }) {
  const ask = useCallback(() => readOffer(api), [api]);
  const [state, again] = useRead(ask);
  return (
    <Read state={state} again={again}>
      {offer => <OptionsForm data={data} api={api} offer={offer} again={again} />}
    </Read>
  );
}
