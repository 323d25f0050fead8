import Pool from 'undici/lib/dispatcher/pool.js';

import { MAX_ANSWER_HEADER_BYTES } from '../files/short-way.js';
import { SERVER_HEADER_BYTES } from './misdeeds.js';
import type { Route } from './ports.js';

/** Idle connections are given up before any server would close them under a request. */
const IDLE_MS = 30_000;

function open(origin: string, socketPath?: string, maxHeaderSize?: number): Pool {
  return new Pool(origin, {
    socketPath,
    maxHeaderSize,
    // No cap: one user's long polls must not hold up the same user's saves.
    connections: null,
    pipelining: 1,
    connectTimeout: 10_000,
    keepAliveTimeout: IDLE_MS,
    // A cell may compute for hours before it answers, and an upload may take as long.
    headersTimeout: 0,
    bodyTimeout: 0
  });
}

export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function hubUpstream(socketPath: string): Pool {
  return open('http://hub', socketPath, MAX_ANSWER_HEADER_BYTES);
}

/** Connections to users' servers, kept alive per route. */
export class Upstreams {
  private readonly pools = new Map<string, Pool>();

  to({ prefix, host, port }: Route): Pool {
    let pool = this.pools.get(prefix);
    if (pool === undefined) {
      pool = open(`http://${hostInUrl(host)}:${port}`, undefined, SERVER_HEADER_BYTES);
      this.pools.set(prefix, pool);
    }
    return pool;
  }

  /** Closes all connections of a route, those in use too. */
  async drop(prefix: string): Promise<void> {
    const pool = this.pools.get(prefix);
    this.pools.delete(prefix);
    await pool?.destroy();
  }

  async dropAll(): Promise<void> {
    await Promise.all([...this.pools.keys()].map(prefix => this.drop(prefix)));
  }
}
