import { useCallback, useEffect, useRef, useState } from 'react';

import { serverLinkPath, titleOfServer } from '../../../contract/server-choice.js';
import { getServerOptions } from '../../../contract/server-options.js';
import {
  deleteServer,
  editServer,
  keepServer,
  restartServer,
  startServer,
  stopServer,
  type Server,
  type ServerLimit
} from '../../../contract/servers.js';
import type { HomeData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { restartQuestion } from '../servers/restart-question.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { Failure } from '../ui/Failure.js';
import { TextDialog } from '../ui/TextDialog.js';
import { useRead } from '../ui/use-read.js';
import { ServerRow, type ServerActions } from './ServerRow.js';

interface Props {
  readonly data: HomeData;
  readonly api: HubApi;
  readonly servers: readonly Server[];
  readonly online: boolean;
  readonly now: number;
  readonly accept: (server: Server) => void;
}

/** The visitor's servers with what can be done with each, and how many more there may be. */
export function Servers({ data, api, servers, online, now, accept }: Props) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [renaming, setRenaming] = useState<Server | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const ask = useCallback(() => api.call(getServerOptions), [api]);
  const [read, again] = useRead(ask);
  const options = read.kind === 'ready' ? read.value : null;
  const names = servers.map(({ name }) => name).join(' ');
  const namesOfRead = useRef(names);
  useEffect(() => {
    if (namesOfRead.current !== names) {
      namesOfRead.current = names;
      void again();
    }
  }, [again, names]);

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
    restart: server => {
      const params = { name: server.name };
      const act = () => void attempt(() => api.call(restartServer, { params }));
      setQuestion(restartQuestion(server, act));
    },
    rename: setRenaming,
    copyLink: server => {
      const path = api.hubPath + serverLinkPath(data.user.name, server.name);
      const link = new URL(path, location.href).href;
      const whatFor =
        server.name === 'default'
          ? 'opens JupyterLab for whoever follows it, in a server of his own'
          : `opens “${titleOfServer(server)}” for you, and starts it where needed`;
      // Browsers let only pages with a certificate copy.
      Promise.resolve()
        .then(() => navigator.clipboard.writeText(link))
        .then(() => setCopied(`Copied. The link ${whatFor}.`))
        .catch(() => setCopied(`${link} ${whatFor}.`));
    },
    remove: server =>
      setQuestion({
        title: `Delete “${titleOfServer(server)}”?`,
        text: 'What was installed in it and files outside of volumes are lost. Your volumes, settings and layouts stay.',
        verb: 'Delete server',
        act: () => void attempt(() => api.call(deleteServer, { params: { name: server.name } }))
      })
  };

  return (
    <section aria-labelledby="servers">
      <div className="lc-Heading">
        <h2 id="servers">Your servers</h2>
        {options && <Limit limit={options.limit} hubPath={api.hubPath} />}
      </div>
      <Failure message={failure} />
      {copied && (
        <p className="lc-Notice" role="status">
          {copied}
        </p>
      )}
      {servers.length === 0 ? (
        <p className="lc-Empty">
          A server is a computer of your own next to the data. <em>Open JupyterLab</em> makes your
          first one.
        </p>
      ) : (
        <ul className="lc-Rows">
          {servers.map(server => (
            <ServerRow
              key={server.id}
              server={server}
              options={options}
              labOrigin={data.labOrigin}
              userName={data.user.name}
              hubPath={api.hubPath}
              online={online}
              now={now}
              actions={actions}
            />
          ))}
        </ul>
      )}
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
      {renaming && (
        <TextDialog
          title={`Rename “${titleOfServer(renaming)}”`}
          label="Name"
          text={titleOfServer(renaming)}
          hint={`Its address stays: it is called ${renaming.name} there.`}
          most={80}
          verb="Rename"
          act={async displayName => {
            const params = { name: renaming.name };
            accept(await api.call(editServer, { params, body: { displayName } }));
          }}
          close={() => setRenaming(null)}
        />
      )}
    </section>
  );
}

function Limit({ limit: { most, used }, hubPath }: { limit: ServerLimit; hubPath: string }) {
  const isFull = most !== null && used >= most;
  const words = 'Stopped servers count too. Delete one to make room for another.';
  return (
    <>
      <span className="lc-Muted" title={words}>
        {most === null ? `${used} servers` : `${used} of ${most} servers`}
        {isFull && `. ${words}`}
      </span>
      {!isFull && (
        <a className="lc-Button" href={`${hubPath}new-server`}>
          New server…
        </a>
      )}
    </>
  );
}
