import type { Database as ContractDatabase, DatabaseLimits } from '../../contract/databases.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Grant, GrantedPrivilege, Resource } from '../sharing/types.js';
import type { Database as HubDatabase } from '../sqlite/database.js';
import type { DatabaseFiles, DatabaseGrants, DatabaseUsers } from './ports.js';
import { type DatabaseRow, DatabaseStore } from './store.js';
import type { Database, DatabaseSettings } from './types.js';

export interface DatabaseParts {
  readonly database: HubDatabase;
  readonly grants: DatabaseGrants;
  readonly users: DatabaseUsers;
  readonly files: DatabaseFiles;
  readonly settings: DatabaseSettings;
}

export function resourceOf({ id, owner }: Database): Resource {
  return { kind: 'database', id, ownerId: owner.id };
}

function sharingOf(grants: readonly Grant[]): ContractDatabase['sharing'] {
  if (grants.some(({ subject }) => subject.kind === 'everyone')) {
    return 'public';
  }
  return grants.length > 0 ? 'shared' : 'private';
}

/** Databases: which there are, and who may do what with them. */
export class DatabaseService {
  private readonly store: DatabaseStore;

  constructor(private readonly parts: DatabaseParts) {
    this.store = new DatabaseStore(parts.database);
  }

  /** By id or address, whoever may see it; null when there is none. */
  at(ref: string): Database | null {
    const slash = ref.indexOf('/');
    if (slash < 0) {
      const row = this.store.byId(ref);
      return row && this.databaseOf(row);
    }
    const owner = this.parts.users.findUser(ref.slice(0, slash));
    const row = owner && this.store.named(owner.id, ref.slice(slash + 1));
    return row && this.databaseOf(row);
  }

  /** Addresses of those of these databases that there are, by id. */
  addressesOf(ids: readonly string[]): Map<string, string> {
    return new Map(
      this.store.many(ids).map(row => {
        const { id, address } = this.databaseOf(row);
        return [id, address];
      })
    );
  }

  /** @throws AppError `not-found` for what the user may not see */
  find(user: User, ref: string): Database {
    const database = this.at(ref);
    if (!database || !this.privileges(user, database).includes('read')) {
      throw new AppError('not-found', 'There is no such database, or you may not see it');
    }
    return database;
  }

  /** What the user may see, in the order of the addresses. @param kind - his own, those of others, or both */
  list(user: User, kind?: 'mine' | 'shared'): Database[] {
    const own = kind === 'shared' ? [] : this.store.ownedBy(user.id);
    return [
      ...own.map(row => this.databaseOf(row)),
      ...(kind === 'mine' ? [] : this.sharedWith(user))
    ].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  }

  privileges(user: User, database: Database): GrantedPrivilege[] {
    return this.parts.grants.accessTo(user, resourceOf(database));
  }

  limitsFor(user: User): DatabaseLimits {
    const { mostPerUser, mostBytes, querySeconds } = this.parts.settings;
    return { mostPerUser, mostBytes, querySeconds, owned: this.store.ownedBy(user.id).length };
  }

  toContract(user: User, database: Database): ContractDatabase {
    const { id, owner, ...shown } = database;
    return {
      ...shown,
      id,
      owner: owner.name,
      privileges: this.privileges(user, database),
      sharing: sharingOf(this.parts.grants.grantsOn({ kind: 'database', id })),
      sizeBytes: this.parts.files.sizeOf(id),
      mostBytes: this.parts.settings.mostBytes
    };
  }

  /** Everybody who sees it. */
  audienceOf(database: Database): readonly User[] {
    const { grants, users } = this.parts;
    return grants.readersAmong(users.listUsers(), resourceOf(database));
  }

  private sharedWith(user: User): Database[] {
    const { grants } = this.parts;
    const reaching = grants.grantsReaching(user, 'database');
    const others = this.store
      .many([...new Set(reaching.map(({ resource }) => resource.id))])
      .filter(row => row.owner_id !== user.id)
      .map(row => this.databaseOf(row));
    const access = grants.accessThrough(user, reaching, others.map(resourceOf));
    return others.filter((_database, index) => access[index]?.includes('read'));
  }

  private databaseOf(row: DatabaseRow): Database {
    const { id, owner_id: ownerId, name, description, version } = row;
    const owner = this.parts.users.userById(ownerId);
    if (!owner) {
      throw new TypeError(`The database ${id} has no owner`);
    }
    return {
      id,
      owner: { id: owner.id, name: owner.name },
      name,
      address: `${owner.name}/${name}`,
      description,
      createdAt: row.created_at,
      version
    };
  }
}
