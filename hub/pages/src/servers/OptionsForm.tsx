import { useState, type FormEvent } from 'react';

import {
  effectOf,
  firstSetup,
  freeName,
  makesAnew,
  needsRestart,
  serverPagePath,
  titleOfServer,
  type SetupEffect
} from '../../../contract/server-choice.js';
import {
  createServer,
  editServer,
  restartServer,
  startServer,
  type Server,
  type ServerSetup
} from '../../../contract/servers.js';
import type { ServerOptionsData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { Failure } from '../ui/Failure.js';
import { Losses } from './Losses.js';
import type { Offer } from './OptionsPage.js';
import { openedNext } from './opened-next.js';
import { restartQuestion } from './restart-question.js';
import { SetupFields } from './SetupFields.js';

interface Props {
  readonly data: ServerOptionsData;
  readonly api: HubApi;
  readonly offer: Offer;
  readonly again: () => Promise<void>;
}

/** The form itself, and what its buttons do to the server as it is. */
export function OptionsForm({ data, api, offer, again }: Props) {
  const { options, servers } = offer;
  const server = servers.find(({ name }) => name === data.server) ?? null;
  const [setup, setSetup] = useState<ServerSetup | null>(() =>
    firstSetup(options, server, data.wish)
  );
  const [displayName, setDisplayName] = useState(data.wish?.title ?? '');
  const [failure, setFailure] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);

  if (setup === null) {
    return (
      <p className="lc-Empty">
        There is no compute domain in which you may start servers. Ask your administrators.
      </p>
    );
  }
  const isNew = data.server === null;
  const effect: SetupEffect | 'make' = server ? effectOf(options, server, setup) : 'make';
  const title = server ? titleOfServer(server) : isNew ? 'New server' : 'JupyterLab';

  const attempt = async (act: () => Promise<string | null>) => {
    setFailure(null);
    setDone(null);
    setSending(true);
    try {
      setDone(await act());
      await again();
    } catch (error) {
      setFailure((error as Error).message);
    }
    setSending(false);
  };

  const save = async (): Promise<Server> => {
    if (server) {
      return api.call(editServer, { params: { name: server.name }, body: setup });
    }
    const name =
      data.server ??
      freeName(
        displayName,
        servers.map(other => other.name)
      );
    const called = displayName.trim() === '' ? {} : { displayName: displayName.trim() };
    return api.call(createServer, { body: { name, ...called, ...setup } });
  };
  /** The page that shows a start; it leads on to the server. */
  const watch = ({ name }: Server): null => {
    const next = openedNext(data, name);
    location.assign(
      api.hubPath +
        serverPagePath('spawn-pending', data.user.name, name) +
        (next && `?next=${encodeURIComponent(next)}`)
    );
    return null;
  };

  const start = () =>
    attempt(async () => {
      const { name } = effect === 'nothing' && server ? server : await save();
      return watch(await api.call(startServer, { params: { name } }));
    });
  const restart = () =>
    attempt(async () => {
      const { name } = effect === 'nothing' && server ? server : await save();
      return watch(await api.call(restartServer, { params: { name } }));
    });
  const keep = (words: string) =>
    attempt(async () => {
      const saved = await save();
      if (isNew) {
        location.assign(`${api.hubPath}home`);
      }
      return saved.mounts.find(({ state }) => state === 'restartNeeded')?.reason ?? words;
    });

  const isEnded = server === null || server.state === 'stopped' || server.state === 'failed';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEnded) {
      void start();
    } else if (effect === 'atOnce') {
      void keep('The volumes were changed.');
    } else if (server) {
      setQuestion(restartQuestion(server, () => void restart()));
    }
  };

  return (
    <form className="lc-Options" aria-label="Options" onSubmit={submit}>
      <h2 className="lc-Title">{isNew ? title : `Options of “${title}”`}</h2>
      {server && (
        <Losses api={api} server={server.name} isChosen={makesAnew(options, server, setup)} />
      )}
      {isNew && (
        <>
          <label htmlFor="display-name">Name</label>
          <input
            id="display-name"
            className="lc-Input"
            autoFocus
            autoComplete="off"
            maxLength={80}
            placeholder="GPU experiments"
            value={displayName}
            onChange={event => setDisplayName(event.target.value)}
          />
        </>
      )}
      <SetupFields
        options={options}
        setup={setup}
        mounts={server?.mounts ?? []}
        choose={setSetup}
      />
      <div className="lc-Options-end">
        <Failure message={failure} />
        <p role="status" className="lc-Muted">
          {done ?? wordsOf(effect, server)}
        </p>
        <div className="lc-Actions">
          <button
            type="submit"
            className="lc-Button lc-mod-primary"
            disabled={isSending || server?.state === 'stopping'}
          >
            {verbOf(effect, isEnded)}
          </button>
          {effect !== 'nothing' && effect !== 'atOnce' && (
            <button
              type="button"
              className="lc-Button"
              disabled={isSending}
              onClick={() => void keep('Kept for the next start.')}
            >
              {isNew ? 'Make it without starting' : 'Keep for the next start'}
            </button>
          )}
          <a className="lc-Button" href={`${api.hubPath}home`}>
            Home
          </a>
        </div>
      </div>
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </form>
  );
}

function verbOf(effect: SetupEffect | 'make', isEnded: boolean): string {
  if (isEnded) {
    return 'Start server';
  }
  return effect === 'atOnce' ? 'Change volumes' : 'Restart server…';
}

function wordsOf(effect: SetupEffect | 'make', server: Server | null): string {
  switch (effect) {
    case 'atOnce':
      return 'Volumes come and go while the server runs.';
    case 'restart':
      return 'The server runs: it goes on as it is until it is restarted.';
    case 'nothing':
      return server && needsRestart(server)
        ? 'This was chosen already; it is in force after a restart.'
        : '';
    default:
      return '';
  }
}
