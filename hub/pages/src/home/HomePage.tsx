import { useState } from 'react';

import {
  deleteServer,
  keepServer,
  startServer,
  stopServer,
  type Server
} from '../../../contract/servers.js';
import type { HomeData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { useNow } from '../ui/use-now.js';
import { ChooseImage } from './ChooseImage.js';
import { JobsTile } from './JobsTile.js';
import { OpenLab } from './OpenLab.js';
import { ServerRow, titleOf, type ServerActions } from './ServerRow.js';
import { Tiles } from './Tiles.js';
import { useLive } from './use-live.js';

/** Where everybody begins: one big button, then what runs. */
export function HomePage({ data, api }: { data: HomeData; api: HubApi }) {
  const { live, online, accept } = useLive(api, data.servers);
  const [question, setQuestion] = useState<Question | null>(null);
  const [choosing, setChoosing] = useState<Server | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const now = useNow(20_000);

  const attempt = async (act: () => Promise<Server | void>) => {
    setFailure(null);
    try {
      const server = await act();
      if (server) {
        accept(server);
      }
    } catch (error) {
      setFailure((error as Error).message);
    }
  };

  const actions: ServerActions = {
    start: ({ name }) => void attempt(() => api.call(startServer, { params: { name } })),
    stop: ({ name }) => void attempt(() => api.call(stopServer, { params: { name } })),
    keep: ({ name }) => void attempt(() => api.call(keepServer, { params: { name } })),
    chooseImage: setChoosing,
    remove: server =>
      setQuestion({
        title: `Delete “${titleOf(server)}”?`,
        text: 'What was installed in it goes too. Your volumes, settings and layouts stay.',
        verb: 'Delete server',
        act: () => void attempt(() => api.call(deleteServer, { params: { name: server.name } }))
      })
  };

  const own = live.servers.find(server => server.name === 'default') ?? null;
  return (
    <>
      {!online && (
        <p className="lc-Notice lc-mod-warn" role="status">
          The hub is not reachable, trying again every few seconds. Servers keep running meanwhile.
        </p>
      )}
      {failure && (
        <p className="lc-Notice lc-mod-error" role="alert">
          {failure}
        </p>
      )}
      <OpenLab data={data} server={own} hubPath={api.hubPath} now={now} />
      <section aria-labelledby="servers">
        <h2 id="servers">Your servers</h2>
        {live.servers.length === 0 ? (
          <p className="lc-Empty">
            A server is a computer of your own next to the data. <em>Open JupyterLab</em> makes your
            first one.
          </p>
        ) : (
          <ul className="lc-Rows">
            {live.servers.map(server => (
              <ServerRow
                key={server.id}
                server={server}
                data={data}
                hubPath={api.hubPath}
                online={online}
                now={now}
                actions={actions}
              />
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="jobs">
        <h2 id="jobs">Your jobs</h2>
        <JobsTile jobs={live.jobs} lab={`${api.hubPath}user-redirect/lab`} now={now} />
      </section>
      <section aria-labelledby="overview">
        <h2 id="overview">Your files and groups</h2>
        <Tiles
          api={api}
          lab={`${api.hubPath}user-redirect/lab`}
          now={now}
          changes={live.otherChanges}
        />
      </section>
      {choosing && (
        <ChooseImage server={choosing} api={api} accept={accept} close={() => setChoosing(null)} />
      )}
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </>
  );
}
