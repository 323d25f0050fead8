import { useEffect, useReducer, useState } from 'react';

import { followEvents, type HubEvent } from '../../../contract/events.js';
import { listJobs, type JobSummary } from '../../../contract/jobs.js';
import { listServers, type Server } from '../../../contract/servers.js';
import type { HubApi } from '../hub-api.js';

export interface Live {
  readonly servers: readonly Server[];
  /** Null until they were read. */
  readonly jobs: readonly JobSummary[] | null;
  /** How often something else changed of what the visitor has or was invited to. */
  readonly otherChanges: number;
}

type Change =
  | { kind: 'read'; servers: readonly Server[]; jobs: readonly JobSummary[] }
  | { kind: 'server'; server: Server }
  | { kind: 'event'; event: HubEvent };

/** The item in place of an older version of itself, or in front as a new one. */
function put<T extends { id: string; version: number }>(
  items: readonly T[],
  item: T
): readonly T[] {
  const known = items.find(other => other.id === item.id);
  if (!known) {
    return [item, ...items];
  }
  return known.version > item.version
    ? items
    : items.map(other => (other === known ? item : other));
}

function reduce(live: Live, change: Change): Live {
  if (change.kind === 'read') {
    return { ...live, servers: change.servers, jobs: change.jobs };
  }
  if (change.kind === 'server') {
    return { ...live, servers: put(live.servers, change.server) };
  }
  const { event } = change;
  switch (event.type) {
    case 'server':
      return { ...live, servers: put(live.servers, event.body) };
    case 'serverDeleted':
      return { ...live, servers: live.servers.filter(server => server.id !== event.id) };
    case 'job':
      return { ...live, jobs: live.jobs && put(live.jobs, event.body) };
    case 'jobDeleted':
      return { ...live, jobs: live.jobs && live.jobs.filter(job => job.id !== event.id) };
    case 'volume':
    case 'volumeDeleted':
    case 'group':
    case 'groupDeleted':
    case 'invitation':
    case 'invitationDeleted':
      return { ...live, otherChanges: live.otherChanges + 1 };
    default:
      return live;
  }
}

const RETRY_MS = 3000;

/** The visitor's servers and newest jobs, kept true by the hub's event stream; `online` is false while it is away. */
export function useLive(api: HubApi, servers: readonly Server[]) {
  const [live, change] = useReducer(reduce, { servers, jobs: null, otherChanges: 0 });
  const [online, setOnline] = useState(true);

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const read = async () => {
      const [own, jobs] = await Promise.all([
        api.call(listServers, { signal }),
        api.call(listJobs, { query: { limit: 200 }, signal })
      ]);
      change({ kind: 'read', servers: own.items, jobs: jobs.items });
      setOnline(true);
    };
    const follow = async () => {
      // Reading begins after the stream is open, so that nothing falls between the two.
      const events = api.follow(followEvents, { signal });
      const first = events.next();
      await read();
      for (let next = await first; !next.done; next = await events.next()) {
        await (next.value.type === 'reset' ? read() : change({ kind: 'event', event: next.value }));
      }
    };
    const keepFollowing = async () => {
      while (!signal.aborted) {
        await follow().catch(() => !signal.aborted && setOnline(false));
        await new Promise(resolve => setTimeout(resolve, RETRY_MS));
      }
    };
    void keepFollowing();
    return () => stop.abort();
  }, [api]);

  return { live, online, accept: (server: Server) => change({ kind: 'server', server }) };
}
