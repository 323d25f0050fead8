import { type LayerLevel, levelOf } from '../../../contract/layer-level.js';
import { needsRestart, serverPagePath, titleOfServer } from '../../../contract/server-choice.js';
import type { ServerOptions } from '../../../contract/server-options.js';
import { SERVER_ACTIONS, type Server, type ServerState } from '../../../contract/servers.js';
import { titleOfImage } from '../servers/SetupFields.js';
import { Menu, type MenuItem } from '../ui/Menu.js';
import { duration, size } from '../ui/words.js';
import { When } from '../ui/When.js';

export interface ServerActions {
  start(server: Server): void;
  stop(server: Server): void;
  keep(server: Server): void;
  restart(server: Server): void;
  rename(server: Server): void;
  copyLink(server: Server): void;
  remove(server: Server): void;
}

interface Props {
  readonly server: Server;
  /** Null until they were read. */
  readonly options: ServerOptions | null;
  readonly labOrigin: string;
  readonly userName: string;
  readonly hubPath: string;
  readonly online: boolean;
  readonly now: number;
  readonly actions: ServerActions;
}

/** From when on it is said aloud that a server stops. */
const SOON_MS = 10 * 60_000;

const WORDS: Record<ServerState, string> = {
  starting: 'Starting…',
  running: 'Running',
  stopping: 'Stopping…',
  stopped: 'Stopped',
  failed: 'Failed'
};

/** How long a server runs on: until it is idle for too long, or until its domain ends it. */
function Ends({ server, now }: Pick<Props, 'server' | 'now'>) {
  const { idleStopAt, endsAt } = server;
  const endsFirst = endsAt !== null && (idleStopAt === null || endsAt <= idleStopAt);
  const [at, words] = endsFirst ? [endsAt, 'ends'] : [idleStopAt, 'stops when idle,'];
  const leftMs = at === null ? 0 : Date.parse(at) - now;
  return (
    at !== null && (
      <span
        className={leftMs < SOON_MS ? 'lc-Row-warn' : undefined}
        title={new Date(at).toLocaleString()}
      >
        {`${words} in ${duration(leftMs)}`}
      </span>
    )
  );
}

const LEVELS: Record<LayerLevel, string> = {
  fine: '',
  near: ', nearly full',
  over: ', too much: it will be stopped'
};

/** What its container holds of its own. */
function Layer({ layer: { usedBytes, limitBytes } }: Pick<Server, 'layer'>) {
  const level = levelOf(usedBytes, limitBytes);
  return (
    usedBytes !== null && (
      <span
        className={level === 'fine' ? undefined : 'lc-Row-warn'}
        title="What was installed and written in its container. Beyond the limit it is stopped; volumes do not count"
      >
        {`${size(usedBytes)}${limitBytes === null ? '' : ` of ${size(limitBytes)}`} outside of volumes${LEVELS[level]}`}
      </span>
    )
  );
}

function Facts({ server, options, now }: Pick<Props, 'server' | 'options' | 'now'>) {
  const { memory, lastActivityAt, state } = server;
  const { domain: domainId, image: imageId } = server.pending ?? server;
  const image = options?.images.find(({ id }) => id === imageId);
  const domain = options?.domains.find(({ id }) => id === domainId);
  const madeOf = [
    image ? titleOfImage(image) : 'an image that is not offered any more',
    ...(domain ? [domain.title] : [])
  ].join(' · ');
  const used = memory.usedBytes === null ? 'up to ' : `${size(memory.usedBytes)} of `;
  return (
    <span className="lc-Row-facts">
      {options && <span>{server.pending ? `after a restart: ${madeOf}` : madeOf}</span>}
      {server.queue && (
        <span>{`${server.queue.position} of ${server.queue.length} that wait for room`}</span>
      )}
      {state === 'running' && <span>{`${used}${size(memory.limitBytes)} memory`}</span>}
      {state === 'running' && <Layer layer={server.layer} />}
      {state === 'running' && <Ends server={server} now={now} />}
      {state === 'stopped' && lastActivityAt && (
        <span>
          last used <When time={lastActivityAt} now={now} />
        </span>
      )}
      {server.reason && (
        <span className={state === 'failed' ? 'lc-Row-reason' : 'lc-Row-remark'}>
          {server.reason}
        </span>
      )}
    </span>
  );
}

/** One server: what it is, its live state and what can be done with it. */
export function ServerRow(props: Props) {
  const { server, labOrigin, userName, hubPath, online, actions } = props;
  const title = titleOfServer(server);
  const against = online ? null : 'The hub is not reachable';
  const can = (action: (typeof SERVER_ACTIONS)[ServerState][number]) =>
    SERVER_ACTIONS[server.state].includes(action);
  const button = (label: string, act: (server: Server) => void) => (
    <button
      type="button"
      className="lc-Button"
      disabled={!online}
      title={against ?? undefined}
      aria-label={`${label} ${title}`}
      onClick={() => act(server)}
    >
      {label}
    </button>
  );
  const menu: MenuItem[] = [
    {
      label: 'Options…',
      act: () => location.assign(`${hubPath}options/${encodeURIComponent(server.name)}`)
    },
    ...(can('restart') ? [{ label: 'Restart…', act: () => actions.restart(server), against }] : []),
    { label: 'Rename…', act: () => actions.rename(server), against },
    { label: 'Copy link', act: () => actions.copyLink(server) },
    {
      label: 'Delete…',
      act: () => actions.remove(server),
      against: can('delete') ? against : 'Stop it first'
    }
  ];
  return (
    <li className="lc-Row" aria-label={title}>
      <span className={`lc-State lc-mod-${server.state}`} role="status">
        {server.queue ? 'Waiting…' : WORDS[server.state]}
      </span>
      <span className="lc-Row-main">
        <span className="lc-Row-title" title={server.name === title ? title : server.name}>
          {title}
        </span>
        <Facts {...props} />
      </span>
      <span className="lc-Row-actions">
        {can('open') && server.url && (
          <a
            className="lc-Button"
            href={`${labOrigin}${server.url}`}
            target="_blank"
            rel="noopener"
            aria-label={`Open ${title} in a new tab`}
          >
            Open
          </a>
        )}
        {server.state === 'starting' && (
          <a
            className="lc-Button"
            href={hubPath + serverPagePath('spawn-pending', userName, server.name)}
          >
            Show progress
          </a>
        )}
        {needsRestart(server) && button('Restart…', actions.restart)}
        {server.state === 'running' && server.idleStopAt && button('Keep', actions.keep)}
        {can('start') && button('Start', actions.start)}
        {can('stop') && button('Stop', actions.stop)}
        <Menu label={`More on ${title}`} items={menu} />
      </span>
    </li>
  );
}
