import type { User } from '../accounts/types.js';
import type { Database } from '../sqlite/database.js';
import { formatAddress, parseAddress, type Address } from './address.js';
import type { VolumeOwners } from './ports.js';
import { VolumeStore, type VolumeRow } from './store.js';
import type { Volume } from './types.js';

/** Which volumes there are and where, whoever asks: access is decided by the service. */
export class VolumeCatalogue {
  private readonly store: VolumeStore;

  constructor(
    database: Database,
    private readonly owners: Pick<VolumeOwners, 'userById' | 'findUser'>
  ) {
    this.store = new VolumeStore(database);
  }

  /** Null when there is none, or no longer. */
  byId(id: string): Volume | null {
    const row = this.store.byId(id);
    return row && row.deleted_at === null ? this.volumeOf(row) : null;
  }

  /** By id or address; null when there is none. */
  at(addressOrId: string): Volume | null {
    const address = parseAddress(addressOrId);
    if (address?.kind === 'id') {
      return this.byId(address.id);
    }
    const row = address && this.rowAt(address);
    return row && this.volumeOf(row);
  }

  /** Addresses of those of these volumes that there are, by id. */
  addressesOf(ids: readonly string[]): Map<string, string> {
    return new Map(this.many(ids).map(({ id, address }) => [id, address]));
  }

  /** Those of these volumes that there are, in no order; each owner is looked up once. */
  many(ids: readonly string[]): Volume[] {
    const owners = new Map<string, User | null>();
    const ownerOf = (ownerId: string): User | null => {
      const known = owners.get(ownerId);
      const owner = known === undefined ? this.owners.userById(ownerId) : known;
      owners.set(ownerId, owner);
      return owner;
    };
    return this.store.many(ids).map(row => this.volumeOf(row, ownerOf));
  }

  ownedBy(userId: string): Volume[] {
    return this.store.ownedBy(userId).map(row => this.volumeOf(row));
  }

  dataVolumes(): Volume[] {
    return this.store
      .dataVolumes()
      .filter(row => row.deleted_at === null)
      .map(row => this.volumeOf(row));
  }

  private rowAt(address: Exclude<Address, { kind: 'id' }>): VolumeRow | null {
    if (address.kind === 'data') {
      return this.store.at('Data', null, address.name);
    }
    const owner = this.owners.findUser(address.owner);
    return owner && this.store.at(address.root, owner.id, address.name);
  }

  private volumeOf(
    row: VolumeRow,
    ownerOf = (ownerId: string) => this.owners.userById(ownerId)
  ): Volume {
    const owner = row.owner_id === null ? null : ownerOf(row.owner_id);
    const { id, kind, root, name, title, description, directory, version } = row;
    return {
      id,
      kind,
      root,
      owner: owner && { id: owner.id, name: owner.name },
      name,
      title,
      description,
      directory,
      createdAt: row.created_at,
      version,
      address: formatAddress(
        kind === 'data' ? { kind, name } : { kind, root, owner: owner?.name ?? '', name }
      )
    };
  }
}
