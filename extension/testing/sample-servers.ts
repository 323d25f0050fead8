import type { Server } from '../../hub/contract/servers.js';

/** A running server for unit tests. */
export function makeServer(name: string, more: Partial<Server> = {}): Server {
  return {
    id: `01K9SSSSSSSSSSSSSSSSS${name
      .toUpperCase()
      .padEnd(5, '0')
      .slice(0, 5)
      .replace(/[ILOU]/g, 'X')}`,
    name,
    displayName: name,
    kind: 'lab',
    state: 'running',
    reason: null,
    logTail: null,
    domain: 'small',
    image: 'scipy',
    volumes: 'default',
    pending: null,
    queue: null,
    url: name === 'default' ? '/user/kim/' : `/user/kim/${name}/`,
    createdAt: '2026-03-01T12:00:00Z',
    startedAt: '2026-03-01T12:00:05Z',
    lastActivityAt: null,
    idleStopAt: null,
    endsAt: null,
    layer: { usedBytes: null, limitBytes: null },
    memory: { usedBytes: null, limitBytes: 4 * 1024 ** 3 },
    mounts: [],
    liveMounts: true,
    version: 1,
    ...more
  };
}
