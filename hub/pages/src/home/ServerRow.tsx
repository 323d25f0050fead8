import { SERVER_ACTIONS, type Server, type ServerState } from '../../../contract/servers.js';
import type { HomeData } from '../../../src/pages/page-data.js';
import { duration, size } from '../ui/words.js';
import { When } from '../ui/When.js';

export interface ServerActions {
  start(server: Server): void;
  stop(server: Server): void;
  keep(server: Server): void;
  remove(server: Server): void;
  chooseImage(server: Server): void;
}

interface Props {
  readonly server: Server;
  readonly data: HomeData;
  readonly hubPath: string;
  readonly online: boolean;
  readonly now: number;
  readonly actions: ServerActions;
}

const WORDS: Record<ServerState, string> = {
  starting: 'Starting…',
  running: 'Running',
  stopping: 'Stopping…',
  stopped: 'Stopped',
  failed: 'Failed'
};

export function titleOf(server: Server): string {
  return server.name === 'default' ? 'JupyterLab' : server.name;
}

function Facts({ server, data, now }: Pick<Props, 'server' | 'data' | 'now'>) {
  const { memory, idleStopAt, lastActivityAt, state } = server;
  // The plan names the default server's choices as people know them.
  const { image, domain } = server.name === 'default' ? data.plan : server;
  const used = memory.usedBytes === null ? 'up to ' : `${size(memory.usedBytes)} of `;
  return (
    <span className="lc-Row-facts">
      <span>{`${image} · ${domain}`}</span>
      {state === 'running' && <span>{`${used}${size(memory.limitBytes)} memory`}</span>}
      {state === 'running' && idleStopAt && (
        <span title={new Date(idleStopAt).toLocaleString()}>
          {`stops when idle, in ${duration(Date.parse(idleStopAt) - now)}`}
        </span>
      )}
      {state === 'stopped' && lastActivityAt && (
        <span>
          last used <When time={lastActivityAt} now={now} />
        </span>
      )}
      {server.reason && <span className="lc-Row-reason">{server.reason}</span>}
    </span>
  );
}

/** One server: what it is, its live state and what can be done with it. */
export function ServerRow({ server, data, hubPath, online, now, actions }: Props) {
  const can = (action: 'start' | 'stop' | 'delete' | 'open') =>
    SERVER_ACTIONS[server.state].includes(action);
  const button = (label: string, act: (server: Server) => void) => (
    <button
      type="button"
      className="lc-Button"
      disabled={!online}
      title={online ? undefined : 'The hub is not reachable'}
      aria-label={`${label} ${titleOf(server)}`}
      onClick={() => act(server)}
    >
      {label}
    </button>
  );
  return (
    <li className="lc-Row" aria-label={titleOf(server)}>
      <span className={`lc-State lc-mod-${server.state}`} role="status">
        {WORDS[server.state]}
      </span>
      <span className="lc-Row-main">
        <span className="lc-Row-title" title={titleOf(server)}>
          {titleOf(server)}
        </span>
        <Facts server={server} data={data} now={now} />
      </span>
      <span className="lc-Row-actions">
        {can('open') && server.url && (
          <a className="lc-Button" href={`${data.labOrigin}${server.url}`}>
            Open
          </a>
        )}
        {server.state === 'starting' && (
          <a
            className="lc-Button"
            href={`${hubPath}spawn-pending/${encodeURIComponent(data.user.name)}${
              server.name === 'default' ? '' : `/${encodeURIComponent(server.name)}`
            }`}
          >
            Show progress
          </a>
        )}
        {server.state === 'running' && server.idleStopAt && button('Keep', actions.keep)}
        {can('start') && button('Start', actions.start)}
        {can('start') && button('Image…', actions.chooseImage)}
        {can('stop') && button('Stop', actions.stop)}
        {can('delete') && button('Delete', actions.remove)}
      </span>
    </li>
  );
}
