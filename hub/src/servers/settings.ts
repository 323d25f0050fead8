import type { ServerOptions } from '../../contract/server-options.js';
import { SERVER_ACTIONS, type Server, type ServerLimit } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import { AppError } from '../errors.js';
import type { Setup } from '../mounts/types.js';
import type { Database } from '../sqlite/database.js';
import type { ServerLifecycle } from './lifecycle.js';
import { nameProblem, toPublicName, toRowName } from './names.js';
import { domainFor, type ServerDomains, type ServerImages, type ServerMounts } from './ports.js';
import { type Choice, isOther, type ServerSetups, type SetupWish } from './setup.js';
import { NOTHING_PENDING, type ServerStore } from './store.js';
import { titleOf } from './titles.js';
import { isLiveState, type ServerRow } from './types.js';
import type { ServerView } from './view.js';

/** A server that is to be made; what is left out is the default. */
export interface NewServerWish extends SetupWish {
  readonly name: string;
  readonly displayName?: string | undefined;
}

/** What is to change; what is left out stays. */
export interface ServerEdit extends SetupWish {
  readonly displayName?: string | undefined;
}

interface Parts {
  readonly database: Database;
  readonly store: ServerStore;
  readonly setups: ServerSetups;
  readonly lifecycle: ServerLifecycle;
  readonly view: ServerView;
  readonly mounts: Pick<ServerMounts, 'setups' | 'attach'>;
  readonly domains: ServerDomains;
  readonly images: Pick<ServerImages, 'resolve'>;
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  /** That anybody but an administrator may have. */
  readonly mostPerUser: number;
}

/** Which servers users have, what these are called and what they are set to. */
export class ServerSettings {
  constructor(private readonly parts: Parts) {}

  limit(user: User): ServerLimit {
    return {
      most: user.admin ? null : this.parts.mostPerUser,
      used: this.parts.store.ofOwner(user.id).length
    };
  }

  options(user: User): ServerOptions {
    return this.parts.setups.options(user, this.limit(user));
  }

  /**
   * Before a user gets one more server.
   * @throws AppError `invalid-request` for a name that no server can have, `limit-reached`
   */
  checkNew(user: User, rowName: string): void {
    const problem = nameProblem(rowName);
    if (problem) {
      throw new AppError('invalid-request', `The name of a server ${problem}`);
    }
    const { most, used } = this.limit(user);
    if (most !== null && used >= most) {
      const titles = this.parts.store.ofOwner(user.id).map(row => `“${titleOf(row)}”`);
      throw new AppError(
        'limit-reached',
        `You may have ${most} servers and have ${titles.join(', ')}: delete one first`
      );
    }
  }

  /**
   * Makes a server without starting it.
   * @throws AppError as {@link checkNew}; `already-exists`; `not-found`, `not-allowed`, `conflict` for what it may not be
   *   made of
   */
  create(user: User, wish: NewServerWish): Server {
    const { database, setups, lifecycle, mounts, view } = this.parts;
    const name = toRowName(wish.name);
    if (this.parts.store.byName(user.id, name)) {
      throw new AppError('already-exists', `You have a server "${toPublicName(name)}" already`);
    }
    this.checkNew(user, name);
    const choice = setups.choose(user, wish, null);
    const volumes = setups.volumes(user, wish.volumes);
    const row = database.transaction(() => {
      const made = lifecycle.create(user, name, wish.displayName ?? '', choice) as ServerRow;
      mounts.setups.note(made.id, volumes);
      this.remember(user, wish, choice, volumes);
      lifecycle.publish(made, user);
      this.record(user, made, 'server.create', `Made the server “${titleOf(made)}”`);
      return made;
    });
    return view.toContract(row, user);
  }

  /**
   * Changes what a server is called and set to. Volumes come and go at once where they can. Domain and image of a live
   * server are in force from its next start; of any other, its container of before is not used any more.
   * @throws AppError `not-found` also for what it may not be made of, `not-allowed`, `conflict`
   */
  async edit(user: User, name: string, edit: ServerEdit): Promise<Server> {
    const { database, store, setups, lifecycle, mounts, view } = this.parts;
    const row = store.byName(user.id, toRowName(name));
    if (!row) {
      throw new AppError('not-found', `You have no server "${toPublicName(toRowName(name))}"`);
    }
    if (Object.values(edit).every(value => value === undefined)) {
      return view.toContract(row, user);
    }
    const choice = setups.choose(user, edit, {
      domain: row.pendingDomain ?? row.domain,
      image: row.pendingImage ?? row.image
    });
    const volumes = edit.volumes === undefined ? null : setups.volumes(user, edit.volumes);
    const edited = database.transaction(() => {
      if (volumes) {
        mounts.setups.note(row.id, volumes);
      }
      const chosen = this.noteChoice(row, choice);
      const now = store.wish(row.id, { displayName: edit.displayName ?? row.displayName });
      this.remember(user, edit, choice, volumes ?? DEFAULT_VOLUMES);
      lifecycle.publish(now ?? chosen, user);
      this.record(user, row, 'server.edit', this.inWords(edit, choice));
      return now ?? chosen;
    });
    if (volumes && isLiveState(row.state)) {
      await mounts.attach(row.id);
    }
    return view.toContract(store.byId(row.id) ?? edited, user);
  }

  private noteChoice(row: ServerRow, choice: Choice): ServerRow {
    const { store, lifecycle } = this.parts;
    if (!SERVER_ACTIONS[row.state].includes('start')) {
      const waits = isOther(choice, row);
      return store.wish(row.id, {
        pendingDomain: waits ? choice.domain : null,
        pendingImage: waits ? choice.image : null
      }) as ServerRow;
    }
    if (!isOther(choice, row)) {
      return store.wish(row.id, NOTHING_PENDING) as ServerRow;
    }
    const chosen = lifecycle.choose(row, choice);
    if (!chosen) {
      throw new AppError('conflict', 'The server changed meanwhile');
    }
    return chosen;
  }

  /** A choice of nothing is none. */
  private remember(user: User, wish: SetupWish, choice: Choice, volumes: Setup): void {
    if (wish.domain !== undefined || wish.image !== undefined || wish.volumes !== undefined) {
      this.parts.setups.remember(user, choice, volumes);
    }
  }

  private inWords({ displayName, domain, image, volumes }: ServerEdit, choice: Choice): string {
    const { domains, images } = this.parts;
    const changes = [
      displayName === undefined ? null : displayName === '' ? 'no title' : `title “${displayName}”`,
      domain === undefined ? null : `domain ${domainFor(domains, choice.domain).title}`,
      image === undefined ? null : `image ${images.resolve(choice.image).title}`,
      volumes === undefined ? null : 'volumes'
    ];
    return `Chose for the server: ${changes.filter(change => change !== null).join(', ')}`;
  }

  private record(user: User, row: ServerRow, action: string, detail: string): void {
    this.parts.activity.record({
      actorId: user.id,
      action,
      resource: { kind: 'server', id: row.id },
      outcome: 'done',
      detail
    });
  }
}

const DEFAULT_VOLUMES: Setup = { base: 'default', choices: [] };
