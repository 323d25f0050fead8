import type { Quota } from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import type { RootConfig } from '../settings-file.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { bytesInWords } from './amounts.js';
import type { OwnerAndRoot, QuotaStandings } from './quota-standings.js';
import type { RootAccess } from './root-access.js';
import type { Volume } from './types.js';
import { UsageStore, type CountedUsage, type Usage } from './usage-store.js';

const NOTHING: Usage = { bytes: 0, files: 0 };

/** Whose volumes count, and which. */
interface OwnedVolumes {
  ownedBy(userId: string): Volume[];
}

/** What the trash holds. */
export interface TrashSizes {
  bytesIn(volumeIds: readonly string[]): number;
}

/**
 * How much users may keep in each root volume. What is counted on disk is kept up to date by what the hub itself
 * writes; what is being written counts from its first byte.
 */
export class QuotaService {
  private readonly usage: UsageStore;
  /** What is being written, by owner and root. */
  private readonly pending = new Map<string, Usage>();
  private readonly listeners: ((whose: OwnerAndRoot) => void)[] = [];

  constructor(
    database: Database,
    private readonly volumes: OwnedVolumes,
    private readonly roots: readonly RootConfig[],
    private readonly trash: TrashSizes,
    private readonly standings: Pick<QuotaStandings, 'readOnlyAt'>,
    private readonly access: Pick<RootAccess, 'mayCreateIn'>,
    private readonly users: { userById(id: string): User | null }
  ) {
    this.usage = new UsageStore(database);
  }

  /** Of the roots in which the user may make volumes or has some. */
  list(user: User): Quota[] {
    const used = new Set(this.volumes.ownedBy(user.id).map(({ root }) => root));
    return this.roots
      .map(root => this.quotaOf(user.id, root))
      .filter(({ root, mayCreate }) => mayCreate || used.has(root));
  }

  /** What a user keeps in a root volume; null when the settings know no such root. */
  of({ ownerId, root: name }: OwnerAndRoot): Quota | null {
    const root = this.roots.find(known => known.name === name);
    return root ? this.quotaOf(ownerId, root) : null;
  }

  /** Whether there is a limit to what users keep in a root volume; false for what is none. */
  isLimited(root: string): boolean {
    const found = this.roots.find(({ name }) => name === root);
    return !!found && (found.bytesPerUser !== null || found.filesPerUser !== null);
  }

  /** @param listener - is told whose figures are others now, while they change */
  onChange(listener: (whose: OwnerAndRoot) => void): void {
    this.listeners.push(listener);
  }

  /** When a volume was last counted, and what that gave; null when it never was. */
  countedOf(volume: Volume): CountedUsage | null {
    return this.usage.countedOf(volume.id);
  }

  counted(volume: Volume, usage: Usage, at: string): void {
    const before = this.usage.of(volume.id);
    this.usage.put(volume.id, usage, at);
    if (before?.bytes !== usage.bytes || before.files !== usage.files) {
      this.tell(volume);
    }
  }

  /**
   * Begins to write into a volume. To be ended with {@link Writing.done}, whatever came of it.
   * @param freed - what goes once the writing has succeeded, and so does not count meanwhile
   */
  open(volume: Volume, freed: Usage = NOTHING): Writing {
    return new Writing(
      (taken, more) => this.take(volume, freed, taken, more),
      (taken, change) => {
        this.add(volume, { bytes: -taken.bytes, files: -taken.files });
        this.changed(volume, change);
      }
    );
  }

  /** What was freed in a volume, or came into it in a way that no quota stops. */
  changed(volume: Volume, change: Usage): void {
    this.usage.add(volume.id, change);
    this.tell(volume);
  }

  private quotaOf(ownerId: string, config: RootConfig): Quota {
    const { name: root, title, description, bytesPerUser, filesPerUser } = config;
    const ids = this.volumes
      .ownedBy(ownerId)
      .filter(volume => volume.root === root)
      .map(({ id }) => id);
    const counted = ids.map(id => this.usage.countedOf(id)).filter(usage => usage !== null);
    const owner = this.users.userById(ownerId);
    return {
      root,
      title,
      description,
      mayCreate: owner !== null && this.access.mayCreateIn(owner, root),
      ...sumOf(counted),
      bytesLimit: bytesPerUser,
      filesLimit: filesPerUser,
      trashBytes: this.trash.bytesIn(ids),
      countedAt: oldestOf(counted),
      readOnlyAt: this.standings.readOnlyAt({ ownerId, root })
    };
  }

  private tell({ owner, root }: Volume): void {
    if (owner && this.roots.some(({ name }) => name === root)) {
      this.listeners.forEach(listener => listener({ ownerId: owner.id, root }));
    }
  }

  /** @throws AppError `quota-exceeded` */
  private take(volume: Volume, freed: Usage, taken: Usage, more: Usage): void {
    const limits = this.roots.find(({ name }) => name === volume.root);
    if (limits && volume.owner) {
      const used = this.usedBy(volume.owner.id, volume.root);
      const { bytesPerUser, filesPerUser } = limits;
      const whose = `in ${volume.root}${volume.owner ? ` of ${volume.owner.name}` : ''}`;
      const bytes = used.bytes + more.bytes - Math.min(freed.bytes, taken.bytes + more.bytes);
      if (bytesPerUser !== null && more.bytes > 0 && bytes > bytesPerUser) {
        throw new AppError(
          'quota-exceeded',
          `The ${bytesInWords(bytesPerUser)} ${whose} do not suffice: ${bytesInWords(used.bytes)} are used`
        );
      }
      const files = used.files + more.files - freed.files;
      if (filesPerUser !== null && more.files > 0 && files > filesPerUser) {
        throw new AppError(
          'quota-exceeded',
          `The ${filesPerUser} files ${whose} do not suffice: ${used.files} are there`
        );
      }
    }
    this.add(volume, more);
  }

  private usedBy(ownerId: string, root: string): Usage {
    const counted = this.volumes
      .ownedBy(ownerId)
      .filter(volume => volume.root === root)
      .map(({ id }) => this.usage.of(id) ?? NOTHING);
    return sumOf([...counted, this.pending.get(`${ownerId}/${root}`) ?? NOTHING]);
  }

  private add(volume: Volume, { bytes, files }: Usage): void {
    const key = `${volume.owner?.id ?? ''}/${volume.root}`;
    const before = this.pending.get(key) ?? NOTHING;
    const after = { bytes: before.bytes + bytes, files: before.files + files };
    if (after.bytes === 0 && after.files === 0) {
      this.pending.delete(key);
    } else {
      this.pending.set(key, after);
    }
  }
}

/** Something that is being written into a volume. */
export class Writing {
  private taken: Usage = NOTHING;

  constructor(
    private readonly onTake: (taken: Usage, more: Usage) => void,
    private readonly onDone: (taken: Usage, change: Usage) => void
  ) {}

  /** Takes up room before it is used. @throws AppError `quota-exceeded` */
  take({ bytes = 0, files = 0 }: Partial<Usage>): void {
    this.onTake(this.taken, { bytes, files });
    this.taken = { bytes: this.taken.bytes + bytes, files: this.taken.files + files };
  }

  /** @param change - what the volume holds more than before; nothing when it failed */
  done(change: Usage = NOTHING): void {
    this.onDone(this.taken, change);
    this.taken = NOTHING;
  }
}

function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, { bytes, files }) => ({ bytes: sum.bytes + bytes, files: sum.files + files }),
    NOTHING
  );
}

function oldestOf(counted: readonly CountedUsage[]): string | null {
  return counted.map(({ countedAt }) => countedAt).sort()[0] ?? null;
}
