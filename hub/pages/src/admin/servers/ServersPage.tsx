import { useCallback, useState, type FormEvent } from 'react';

import { SERVER_ACTIONS, ServerState } from '../../../../contract/servers.js';
import {
  deleteSiteServer,
  listSiteServers,
  stopSiteServer,
  type SiteServer
} from '../../../../contract/site-servers.js';
import type { HubApi } from '../../hub-api.js';
import { ConfirmDialog, type Question } from '../../ui/ConfirmDialog.js';
import { Failure } from '../../ui/Failure.js';
import { Read } from '../../ui/Read.js';
import { TextDialog } from '../../ui/TextDialog.js';
import { useNow } from '../../ui/use-now.js';
import { useRead } from '../../ui/use-read.js';
import { When } from '../../ui/When.js';
import { size } from '../../ui/words.js';

const STATES: Record<ServerState, string> = {
  starting: 'Starting',
  running: 'Running',
  stopping: 'Stopping',
  stopped: 'Stopped',
  failed: 'Failed'
};

interface Filter {
  readonly q?: string;
  readonly state?: ServerState;
}

function filterOf(form: FormData): Filter {
  const q = String(form.get('q') ?? '').trim();
  const state = ServerState.safeParse(form.get('state'));
  return { ...(q ? { q } : {}), ...(state.success ? { state: state.data } : {}) };
}

interface RowProps {
  readonly server: SiteServer;
  readonly now: number;
  readonly stop: () => void;
  readonly remove: () => void;
}

function Row({ server, now, stop, remove }: RowProps) {
  const { owner, displayName, state, lastActivityAt, layer } = server;
  const may = SERVER_ACTIONS[state];
  const label = `${displayName} of ${owner.name}`;
  return (
    <tr aria-label={label}>
      <td>
        {owner.displayName || owner.name}
        {owner.displayName && owner.displayName !== owner.name && (
          <small className="lc-Muted lc-Table-second">{owner.name}</small>
        )}
      </td>
      <td>
        {displayName}
        {displayName !== server.name && (
          <small className="lc-Muted lc-Table-second">{server.name}</small>
        )}
      </td>
      <td>
        <span className={`lc-State lc-mod-${state}`}>{STATES[state]}</span>
        {server.reason && <small className="lc-Muted lc-Table-second">{server.reason}</small>}
      </td>
      <td>
        {server.image}
        <small className="lc-Muted lc-Table-second">{server.domain}</small>
      </td>
      <td className="lc-mod-nowrap">
        {lastActivityAt ? <When time={lastActivityAt} now={now} /> : '–'}
      </td>
      <td className="lc-mod-nowrap">{layer.usedBytes === null ? '–' : size(layer.usedBytes)}</td>
      <td className="lc-mod-nowrap">
        {may.includes('stop') && (
          <button type="button" className="lc-Button" aria-label={`Stop ${label}`} onClick={stop}>
            Stop…
          </button>
        )}
        {may.includes('delete') && (
          <button
            type="button"
            className="lc-Button"
            aria-label={`Delete ${label}`}
            onClick={remove}
          >
            Delete…
          </button>
        )}
      </td>
    </tr>
  );
}

const COLUMNS = ['User', 'Server', 'State', 'Image and domain', 'Last activity', 'Own files', ''];

/** The servers of all users: who has which, and stopping and deleting them. */
export function ServersPage({ api }: { api: HubApi }) {
  const now = useNow(30_000);
  const [filter, setFilter] = useState<Filter>({});
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [stopping, setStopping] = useState<SiteServer | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const cursor = cursors.at(-1);
  const ask = useCallback(
    () => api.call(listSiteServers, { query: { ...filter, ...(cursor ? { cursor } : {}) } }),
    [api, filter, cursor]
  );
  const [page, again] = useRead(ask);

  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setCursors([]);
    setFilter(filterOf(new FormData(event.currentTarget)));
  };
  const remove = ({ id, displayName, owner }: SiteServer) =>
    setQuestion({
      title: `Delete “${displayName}” of ${owner.name}?`,
      text: 'What was installed in it is lost. Volumes, settings and layouts stay. Its owner is told.',
      verb: 'Delete server',
      act: () => {
        setFailure(null);
        void api
          .call(deleteSiteServer, { params: { id } })
          .catch((error: Error) => setFailure(error.message))
          .then(again);
      }
    });

  return (
    <section aria-labelledby="servers">
      <h2 id="servers">Servers</h2>
      <p className="lc-Muted">
        Those of all users. Owners are told when theirs is stopped or deleted here.
      </p>
      <form className="lc-NewKey" onSubmit={find}>
        <label>
          User or server
          <input name="q" className="lc-Input" type="search" maxLength={200} />
        </label>
        <label>
          State
          <select name="state" className="lc-Input" defaultValue="">
            <option value="">Any</option>
            {ServerState.options.map(state => (
              <option key={state} value={state}>
                {STATES[state]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="lc-Button lc-mod-primary">
          Find
        </button>
        <button type="button" className="lc-Button" onClick={() => void again()}>
          Look again
        </button>
      </form>
      <Failure message={failure} />
      <Read state={page} again={again}>
        {({ items, nextCursor, live }) => (
          <>
            <p className="lc-Muted" role="status">
              {live === 1 ? 'One server is live.' : `${live} servers are live.`}
            </p>
            {items.length === 0 ? (
              <p className="lc-Empty">
                {filter.q || filter.state ? 'No server is like that.' : 'Nobody has a server yet.'}
              </p>
            ) : (
              <div className="lc-Table-scroll">
                <table className="lc-Table">
                  <thead>
                    <tr>
                      {COLUMNS.map(title => (
                        <th key={title} scope="col">
                          {title || <span className="lc-visuallyHidden">Actions</span>}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(server => (
                      <Row
                        key={server.id}
                        server={server}
                        now={now}
                        stop={() => setStopping(server)}
                        remove={() => remove(server)}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {(cursors.length > 0 || nextCursor !== null) && (
              <div className="lc-Actions">
                <button
                  type="button"
                  className="lc-Button"
                  disabled={cursors.length === 0}
                  onClick={() => setCursors(cursors.slice(0, -1))}
                >
                  Earlier
                </button>
                <button
                  type="button"
                  className="lc-Button"
                  disabled={nextCursor === null}
                  onClick={() => nextCursor !== null && setCursors([...cursors, nextCursor])}
                >
                  Later
                </button>
              </div>
            )}
          </>
        )}
      </Read>
      {stopping && (
        <TextDialog
          title={`Stop “${stopping.displayName}” of ${stopping.owner.name}`}
          label="Why, for its owner (may be empty)"
          hint="Kernels end and what is not saved is lost; what was installed stays."
          most={300}
          verb="Stop server"
          act={async reason => {
            await api.call(stopSiteServer, { params: { id: stopping.id }, body: { reason } });
            await again();
          }}
          close={() => setStopping(null)}
        />
      )}
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </section>
  );
}
