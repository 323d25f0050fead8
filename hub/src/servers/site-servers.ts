import { SERVER_ACTIONS, type ServerState } from '../../contract/servers.js';
import type { SiteServer } from '../../contract/site-servers.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import type { ServerLifecycle } from './lifecycle.js';
import { toPublicName } from './names.js';
import {
  domainFor,
  ownerOf,
  type ServerDomains,
  type ServerImages,
  type ServerUsers
} from './ports.js';
import type { ServerStore } from './store.js';
import { titleOf } from './titles.js';
import { isLiveState, type ServerRow } from './types.js';

export interface SiteServersParts {
  readonly database: Database;
  readonly store: Pick<ServerStore, 'all' | 'byId'>;
  readonly lifecycle: Pick<ServerLifecycle, 'stop' | 'remove'>;
  readonly users: ServerUsers;
  readonly domains: ServerDomains;
  readonly images: Pick<ServerImages, 'titleOf'>;
  readonly layers?: { of(serverId: string): number | null };
  readonly activity: ActivityRecorder;
  readonly notifier: Notifier;
  readonly clock: Clock;
}

export interface SiteServersQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly user?: string | undefined;
  readonly state?: ServerState | undefined;
  readonly q?: string | undefined;
}

interface Owned {
  readonly row: ServerRow;
  readonly owner: User;
}

/** The servers of all users, for administrators: seen, stopped, deleted. */
export class SiteServers {
  constructor(private readonly parts: SiteServersParts) {}

  /** By user and name. @throws AppError `not-allowed` */
  list(by: User, { limit, cursor, user, state, q = '' }: SiteServersQuery) {
    if (!by.admin) {
      throw new AppError('not-allowed', 'Servers of others are for administrators');
    }
    const { store, users, clock } = this.parts;
    const rows = store.all();
    const text = q.trim().toLowerCase();
    const [name = '', server = ''] = decodeCursor(cursor, 2);
    const found = rows
      .map(row => ({ row, owner: ownerOf(users, row) }))
      .filter(
        ({ row, owner }) =>
          (user ?? owner.name) === owner.name && (state ?? row.state) === row.state
      )
      .filter(one => text === '' || namesOf(one).some(each => each.toLowerCase().includes(text)))
      .sort((one, other) => compare(keyOf(one), keyOf(other)))
      .filter(one => cursor === undefined || compare(keyOf(one), [name, server]) > 0);
    const page = pageFrom(found.slice(0, limit + 1), limit, keyOf);
    return {
      items: page.items.map(one => this.shown(one)),
      nextCursor: page.nextCursor,
      live: rows.filter(row => isLiveState(row.state)).length,
      askedAt: clock().toISOString()
    };
  }

  /** @throws AppError `not-found`, also to others than administrators; `conflict` for one that neither starts nor runs */
  stop(by: User, id: string, reason: string): SiteServer {
    const { database, lifecycle, activity, notifier } = this.parts;
    const one = this.find(by, id);
    const { row, owner } = one;
    if (!SERVER_ACTIONS[row.state].includes('stop')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    const words = `An administrator stopped it${reason && `: ${reason}`}`;
    const stopping = database.transaction(() => {
      const stopped = lifecycle.stop(row, words);
      if (stopped && by.id !== owner.id) {
        notifier.notify(owner.id, {
          kind: 'serverStopped',
          title: `An administrator stopped your server “${titleOf(row)}”`,
          body: reason,
          resource: { kind: 'server', id }
        });
      }
      if (stopped) {
        activity.record({
          actorId: by.id,
          action: 'server.stop',
          resource: { kind: 'server', id },
          outcome: 'done',
          detail: words,
          concerns: [owner.id]
        });
      }
      return stopped;
    });
    if (!stopping) {
      throw new AppError('conflict', 'The server changed meanwhile');
    }
    return this.shown({ row: stopping, owner });
  }

  /** @throws AppError `not-found`, also to others than administrators; `conflict` for one that lives; `engine-unavailable` */
  async remove(by: User, id: string): Promise<void> {
    const { lifecycle, activity, notifier } = this.parts;
    const { row, owner } = this.find(by, id);
    if (!SERVER_ACTIONS[row.state].includes('delete')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    await lifecycle.remove(row);
    activity.record({
      actorId: by.id,
      action: 'server.delete',
      resource: { kind: 'server', id },
      outcome: 'done',
      detail: 'An administrator deleted the server',
      concerns: [owner.id]
    });
    if (by.id !== owner.id) {
      notifier.notify(owner.id, {
        kind: 'serverStopped',
        title: `An administrator deleted your server “${titleOf(row)}”`,
        body: 'What was installed in it is gone; volumes, settings and layouts are still there.',
        resource: { kind: 'server', id }
      });
    }
  }

  private find(by: User, id: string): Owned {
    const row = by.admin ? this.parts.store.byId(id) : null;
    if (!row) {
      throw new AppError('not-found', 'There is no such server');
    }
    return { row, owner: ownerOf(this.parts.users, row) };
  }

  private shown({ row, owner }: Owned): SiteServer {
    const { domains, images, layers } = this.parts;
    const { title, layerBytes } = domainFor(domains, row.domain);
    return {
      id: row.id,
      name: toPublicName(row.name),
      displayName: titleOf(row),
      kind: row.kind,
      state: row.state,
      reason: row.reason,
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      lastActivityAt: row.lastActivityAt,
      owner: { name: owner.name, displayName: owner.displayName },
      domain: title,
      image: images.titleOf(row.image) ?? row.image,
      layer: { usedBytes: layers?.of(row.id) ?? null, limitBytes: layerBytes }
    };
  }
}

function namesOf({ row, owner }: Owned): string[] {
  return [owner.name, owner.displayName, toPublicName(row.name), titleOf(row)];
}

const keyOf = ({ row, owner }: Owned): readonly [string, string] => [owner.name, row.name];

function compare(one: readonly [string, string], other: readonly [string, string]): number {
  const [a, b] = one[0] === other[0] ? [one[1], other[1]] : [one[0], other[0]];
  return a < b ? -1 : a > b ? 1 : 0;
}
