import { useEffect, useState } from 'react';

import {
  followServerStart,
  getServer,
  startServer,
  type Server
} from '../../../contract/servers.js';
import { type HubError, type HubApi } from '../hub-api.js';

export interface Step {
  readonly progress: number;
  readonly message: string;
}

export type Start =
  | { kind: 'waiting'; steps: readonly Step[]; offline: boolean }
  | { kind: 'ready'; url: string | null }
  | { kind: 'failed'; reason: string; logTail: string | null }
  | { kind: 'stopped' };

const AGAIN_MS = 1000;

function fromServer(server: Server): Start {
  switch (server.state) {
    case 'running':
      return { kind: 'ready', url: server.url };
    case 'failed':
      return {
        kind: 'failed',
        reason: server.reason ?? 'The server could not be started',
        logTail: server.logTail
      };
    case 'stopped':
      return { kind: 'stopped' };
    case 'stopping':
      return {
        kind: 'waiting',
        steps: [{ progress: 0, message: 'The server is stopping' }],
        offline: false
      };
    default:
      return { kind: 'waiting', steps: [], offline: false };
  }
}

/**
 * Follows a start to its end. A stream that breaks, as when the hub itself starts again, is taken up anew; the server's
 * row, not the stream, says how it ended then.
 */
export function useStart(api: HubApi, server: Server) {
  const { name } = server;
  const [start, setStart] = useState<Start>(() => fromServer(server));
  const [tries, setTries] = useState(0);

  const isOver = tries === 0 && (server.state === 'failed' || server.state === 'stopped');
  useEffect(() => {
    if (isOver) {
      return undefined;
    }
    const stop = new AbortController();
    const { signal } = stop;

    const followOnce = async (): Promise<boolean> => {
      const steps: Step[] = [];
      for await (const step of api.follow(followServerStart, { params: { name }, signal })) {
        if (step.ready) {
          setStart({ kind: 'ready', url: step.url ?? null });
          return true;
        }
        if (step.failed) {
          setStart({ kind: 'failed', reason: step.message, logTail: step.logTail ?? null });
          return true;
        }
        steps.push({ progress: step.progress, message: step.message });
        setStart({ kind: 'waiting', steps: [...steps], offline: false });
      }
      return false;
    };

    const follow = async () => {
      while (!signal.aborted) {
        try {
          if (await followOnce()) {
            return;
          }
        } catch (error) {
          if (signal.aborted) {
            return;
          }
          if ((error as HubError).code === 'unreachable') {
            setStart(known => (known.kind === 'waiting' ? { ...known, offline: true } : known));
          }
        }
        await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
        const now = await api.call(getServer, { params: { name }, signal }).catch(() => null);
        if (now && now.state !== 'starting') {
          const seen = fromServer(now);
          setStart(seen);
          if (seen.kind !== 'waiting') {
            return;
          }
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [api, name, tries, isOver]);

  const again = async () => {
    setStart({ kind: 'waiting', steps: [], offline: false });
    try {
      await api.call(startServer, { params: { name } });
      setTries(count => count + 1);
    } catch (error) {
      setStart({ kind: 'failed', reason: (error as Error).message, logTail: null });
    }
  };
  return { start, again: () => void again() };
}
