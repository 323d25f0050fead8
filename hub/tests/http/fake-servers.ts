import { ulid } from 'ulid';

import type { Server, ServerProgress, ServerState } from '../../contract/servers.js';
import type { ServerCredentials, TokenService } from '../../src/accounts/tokens.js';
import type { User } from '../../src/accounts/types.js';
import type { HubServers } from '../../src/compat/jupyterhub/ports.js';
import type { PageServers } from '../../src/pages/ports.js';
import { serverPrefix, toPublicName, toRowName } from '../../src/servers/names.js';
import type { Database } from '../../src/sqlite/database.js';

interface Row {
  id: string;
  name: string;
  state: ServerState;
  reason: string | null;
  created_at: string;
  started_at: string | null;
  last_activity_at: string | null;
}

/** What needs the real servers. */
function beyondRows(): never {
  throw new TypeError('These servers are rows and nothing more');
}

/** Servers without containers: rows that change when a test says so. */
export class FakeServers implements HubServers, PageServers {
  /** What a start goes through; ends with `ready` or `failed`. */
  steps: ServerProgress[] = [
    { progress: 10, message: 'Starting' },
    { progress: 100, message: 'Ready', ready: true }
  ];

  constructor(
    private readonly database: Database,
    private readonly basePath: string,
    private readonly clock: () => Date
  ) {}

  /** A row in a state, with the credentials that its container would have. */
  put(
    owner: User,
    state: ServerState,
    tokens: TokenService,
    rowName = ''
  ): ServerCredentials & { id: string; prefix: string } {
    const id = ulid();
    this.database
      .prepare(
        `INSERT INTO servers (id, owner_id, name, kind, state, domain, image, created_at, started_at)
         VALUES (?, ?, ?, 'lab', ?, 'small', 'scientific-python', ?, ?)`
      )
      .run(id, owner.id, rowName, state, this.now(), this.now());
    const prefix = serverPrefix(this.basePath, owner.name, rowName);
    return {
      id,
      prefix,
      ...tokens.registerServer({ serverId: id, owner, serverName: rowName, prefix })
    };
  }

  setState(id: string, state: ServerState): void {
    this.database.prepare('UPDATE servers SET state = ? WHERE id = ?').run(state, id);
  }

  isLive(id: string): boolean {
    return (
      this.database
        .prepare(
          `SELECT 1 FROM servers WHERE id = ? AND state IN ('starting', 'running', 'stopping')`
        )
        .get(id) !== undefined
    );
  }

  listFor(owner: User): Server[] {
    return this.rowsOf(owner).map(row => this.document(owner, row));
  }

  find(visitor: User, ownerName: string, serverName: string): Server | null {
    return ownerName === visitor.name ? this.named(visitor, serverName) : null;
  }

  async start(owner: User, name: string): Promise<Server> {
    if (!this.named(owner, name)) {
      this.database
        .prepare(
          `INSERT INTO servers (id, owner_id, name, kind, state, domain, image, created_at)
           VALUES (?, ?, ?, 'lab', 'stopped', 'small', 'scientific-python', ?)`
        )
        .run(ulid(), owner.id, toRowName(name), this.now());
    }
    return this.change(owner, name, 'starting');
  }

  async stop(owner: User, name: string): Promise<Server> {
    return this.change(owner, name, 'stopped');
  }

  readonly settings = { create: beyondRows, edit: beyondRows };

  remove(): Promise<never> {
    return beyondRows();
  }

  async settled(): Promise<void> {}

  async *progress(): AsyncGenerator<ServerProgress> {
    yield* this.steps;
  }

  recordActivity(serverId: string, at: Date): void {
    this.database
      .prepare('UPDATE servers SET last_activity_at = ? WHERE id = ?')
      .run(at.toISOString(), serverId);
  }

  plan() {
    return { domain: 'Small', image: 'Scientific Python', memoryBytes: 2 ** 30, cores: 1 };
  }

  private change(owner: User, name: string, state: ServerState): Server {
    const server = this.named(owner, name);
    if (!server) {
      throw new TypeError(`${owner.name} has no server ${name}`);
    }
    this.setState(server.id, state);
    return { ...server, state };
  }

  private named(owner: User, name: string): Server | null {
    return (
      this.listFor(owner).find(server => server.name === toPublicName(toRowName(name))) ?? null
    );
  }

  private rowsOf(owner: User): Row[] {
    return this.database
      .prepare<[string], Row>('SELECT * FROM servers WHERE owner_id = ? ORDER BY name')
      .all(owner.id);
  }

  private document(owner: User, row: Row): Server {
    return {
      id: row.id,
      name: toPublicName(row.name),
      displayName: toPublicName(row.name),
      kind: 'lab',
      state: row.state,
      reason: row.reason,
      logTail: null,
      domain: 'small',
      image: 'scientific-python',
      volumes: 'default',
      pending: null,
      queue: null,
      url: row.state === 'running' ? serverPrefix(this.basePath, owner.name, row.name) : null,
      createdAt: row.created_at,
      startedAt: row.started_at,
      lastActivityAt: row.last_activity_at,
      idleStopAt: null,
      endsAt: null,
      layer: { usedBytes: null, limitBytes: null },
      memory: { usedBytes: null, limitBytes: 2 ** 30 },
      mounts: [],
      liveMounts: false,
      version: 1
    };
  }

  private now(): string {
    return this.clock().toISOString();
  }
}
