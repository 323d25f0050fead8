import type { User } from '../../accounts/types.js';
import type { ActivityRecorder } from '../../activity/ports.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import {
  EVERYONE,
  type Grant,
  type GrantedPrivilege,
  type ResourceId,
  type Subject
} from '../../sharing/types.js';
import type { Database } from '../../sqlite/database.js';
import type { ComputeCatalogue, Registered } from './catalogue.js';
import { RegisteredStore, type RegisteredKind } from './store.js';

/** Where it is kept who may use what. */
export interface SiteGrants {
  grantsOn(resource: ResourceId): Grant[];
  grant(
    resource: ResourceId,
    subject: Subject,
    privileges: readonly GrantedPrivilege[],
    by: User
  ): void;
  withdraw(resource: ResourceId, subject: Subject): boolean;
  withdrawAllOn(resource: ResourceId): void;
}

export interface RegistryParts {
  readonly database: Database;
  readonly catalogue: ComputeCatalogue;
  readonly grants: SiteGrants;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
}

/** What an administrator writes down: under its name, and whether everyone may use it. */
interface Document {
  readonly id: string;
  readonly title: string;
  readonly public: boolean;
}

const WORDS: Record<RegisteredKind, string> = { image: 'image', domain: 'compute domain' };

/** Registering, changing and removing, as far as it is the same for images and compute domains. */
export class Registry {
  private readonly store: RegisteredStore;

  constructor(private readonly parts: RegistryParts) {
    this.store = new RegisteredStore(parts.database);
  }

  /** @throws AppError `not-allowed` */
  mustAdminister(user: User): void {
    if (!user.admin) {
      throw new AppError('not-allowed', 'Images and compute domains are for administrators');
    }
  }

  /**
   * What is registered, to be changed; to anybody but administrators there is none.
   * @throws AppError `not-found`, `conflict` for one of the settings, `changed-meanwhile`
   */
  find<T>(
    by: User,
    kind: RegisteredKind,
    id: string,
    known: ReadonlyMap<string, Registered<T>>,
    version: number | null
  ): Registered<T> {
    if (by.admin && this.parts.catalogue.isOfSettings(kind, id)) {
      throw new AppError('conflict', `${id} is described by the settings of the hub`);
    }
    const registered = by.admin ? known.get(id) : undefined;
    if (!registered) {
      throw new AppError('not-found', `There is no ${WORDS[kind]} “${id}”`);
    }
    if (version !== null && version !== registered.version) {
      throw new AppError('changed-meanwhile', `${id} was changed meanwhile`);
    }
    return registered;
  }

  isPublic(kind: RegisteredKind, id: string): boolean {
    return this.parts.grants
      .grantsOn({ kind, id })
      .some(({ subject }) => subject.kind === 'everyone');
  }

  insert(by: User, kind: RegisteredKind, document: Document): void {
    const { clock } = this.parts;
    this.write(() => {
      this.store.insert(kind, document.id, document, clock());
      this.publish(by, kind, document.id, document.public);
      this.record(by, kind, document, 'register', 'was registered');
    });
  }

  /** @param isPublic - undefined: as it is */
  update(by: User, kind: RegisteredKind, document: Document, isPublic: boolean | undefined): void {
    this.write(() => {
      this.store.update(kind, document.id, document);
      if (isPublic !== undefined) {
        this.publish(by, kind, document.id, isPublic);
      }
      this.record(by, kind, document, 'change', 'was changed');
    });
  }

  delete(by: User, kind: RegisteredKind, document: Document): void {
    this.write(() => {
      this.store.delete(kind, document.id);
      this.parts.grants.withdrawAllOn({ kind, id: document.id });
      this.record(by, kind, document, 'remove', 'was removed');
    });
  }

  private write(change: () => void): void {
    this.parts.database.transaction(change);
    this.parts.catalogue.refresh();
  }

  private publish(by: User, kind: RegisteredKind, id: string, isPublic: boolean): void {
    const { grants } = this.parts;
    if (isPublic && !this.isPublic(kind, id)) {
      grants.grant({ kind, id }, EVERYONE, ['use'], by);
    } else if (!isPublic) {
      grants.withdraw({ kind, id }, EVERYONE);
    }
  }

  private record(
    by: User,
    kind: RegisteredKind,
    { id, title }: Document,
    what: 'register' | 'change' | 'remove',
    words: string
  ): void {
    this.parts.activity.record({
      actorId: by.id,
      action: `${kind}.${what}`,
      resource: { kind, id },
      outcome: 'done',
      detail: `${title} ${words}`
    });
  }
}
