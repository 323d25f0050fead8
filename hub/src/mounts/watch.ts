import type { User } from '../accounts/types.js';
import type { Act } from '../activity/ports.js';
import type { AccessWatch } from '../sharing/ports.js';
import type { Resource } from '../sharing/types.js';
import type { Database } from '../sqlite/database.js';

/** What runs, as far as it has to follow what its owners may do. */
export interface MountFollower {
  accessChanged(userIds: readonly string[]): Promise<void>;
  volumeChanged(volumeId: string): Promise<void>;
}

const OF_VOLUMES = ['volume.create', 'volume.change', 'volume.delete'];
const OF_ACCOUNTS = ['account.disable', 'account.enable'];

/** Lets what runs lose, or get, at once what its owner may no longer use, or may use from now on. */
export class MountWatch implements AccessWatch {
  private readonly users = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly follower: MountFollower,
    private readonly log: { error(fields: object, message: string): void }
  ) {}

  changed(user: User, resource: Resource): void {
    this.note(user.id, resource);
  }

  lost(user: User, resource: Resource): void {
    this.note(user.id, resource);
  }

  /** Volumes come, go and get other names; accounts are disabled. In the transaction that records the act. */
  followActs(acts: { onAct(listener: (act: Act) => void): void }): void {
    acts.onAct(({ action, resource }) => {
      if (OF_VOLUMES.includes(action)) {
        this.database.afterCommit(() => this.start(this.follower.volumeChanged(resource.id)));
      } else if (OF_ACCOUNTS.includes(action)) {
        this.database.afterCommit(() => this.start(this.follower.accessChanged([resource.id])));
      }
    });
  }

  private note(userId: string, { kind }: Resource): void {
    if (kind === 'volume') {
      this.database.afterCommit(() => this.gather(userId));
    }
  }

  /** One change may touch many users, and many volumes of each. */
  private gather(userId: string): void {
    if (this.users.size === 0) {
      queueMicrotask(() => {
        const users = [...this.users];
        this.users.clear();
        this.start(this.follower.accessChanged(users));
      });
    }
    this.users.add(userId);
  }

  private start(following: Promise<void>): void {
    following.catch((error: unknown) =>
      this.log.error({ err: error }, 'running servers did not follow a change of access')
    );
  }
}
