import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { monotonicFactory } from 'ulid';

import type { TaskRequest } from '../../contract/tasks.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import { Database } from '../sqlite/database.js';
import { composeSnapshots, type Snapshots } from '../snapshots/compose.js';
import { composeTasks, type Tasks } from '../tasks/compose.js';
import { TrashService } from '../trash/service.js';
import type { Volume } from '../volumes/types.js';
import { MortalFiles } from './mortal-files.js';
import { temporaryFiles } from './temporary-files.js';

const USER: User = {
  id: '01HZX00000000000000000000K',
  name: 'kim',
  displayName: 'Kim',
  admin: false
};
const NOW = '2026-01-01T00:00:00.000Z';

/** Two files so large that a copy of them can be killed in the middle, and small ones. */
const SIZES = [3_000_000, 10, 1_500_000, 4000];

function volume(id: string, name: string, directory: string): Volume {
  return {
    id,
    kind: 'user',
    root: 'Storage',
    owner: { id: USER.id, name: USER.name },
    name,
    title: name,
    description: '',
    directory,
    createdAt: NOW,
    version: 1,
    address: `Storage/kim/${name}`
  };
}

/** A hub's tasks and trash over real files, which is killed and started again. */
export class TasksWorld {
  readonly user = USER;
  readonly database = new Database(':memory:');
  private readonly temporary = temporaryFiles();
  readonly volumes = ['A', 'B'].map((name, index) => {
    const directory = join(this.temporary.directory, name);
    return volume(`01HZX0000000000000000000V${index}`, name, directory);
  });
  /** Where snapshots lie. */
  readonly shelves = join(this.temporary.directory, 'snapshots');
  private readonly newId = monotonicFactory();
  /** Every file that was there at first, by what it holds. */
  private readonly contents = new Map<string, Buffer>();
  /** Names of files of each folder. */
  private readonly folders = new Map<string, string[]>();
  files!: MortalFiles;
  tasks!: Tasks;
  trash!: TrashService;
  snapshots!: Snapshots;

  constructor() {
    this.database
      .prepare('INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, ?)')
      .run(USER.id, USER.name, USER.displayName, NOW);
    mkdirSync(this.shelves);
    for (const { id, name, directory } of this.volumes) {
      this.database
        .prepare(
          `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at)
           VALUES (?, 'user', 'Storage', ?, ?, ?, '', ?, ?)`
        )
        .run(id, USER.id, name, name, directory, NOW);
      mkdirSync(directory);
      this.fill(directory, name);
    }
  }

  /** Starts a hub, as after a crash of the one before. */
  boot(): void {
    this.files = new MortalFiles(this.temporary.files);
    const volumes = {
      find: (_user: User, address: string) => {
        const found = this.volumes.find(each => each.address === address || each.id === address);
        if (!found) {
          throw new AppError('not-found', 'There is no such volume');
        }
        return found;
      },
      byId: (id: string) => this.volumes.find(each => each.id === id) ?? null,
      privileges: () => ['read' as const, 'write' as const],
      listVisible: () => this.volumes,
      all: () => this.volumes
    };
    const shared = {
      database: this.database,
      files: this.files.port,
      volumes,
      users: { userById: () => USER, findActive: () => USER, listUsers: () => [USER] },
      activity: { record: () => undefined, publish: () => undefined },
      clock: () => new Date(),
      newId: this.newId,
      log: { warn: () => undefined, error: () => undefined }
    };
    this.trash = new TrashService({
      ...shared,
      arrivals: { arrives: () => undefined },
      usage: { countAll: () => undefined },
      keepDays: 30
    });
    this.tasks = composeTasks({
      ...shared,
      trash: this.trash,
      snapshots: { find: id => this.snapshots.service.placeOf(id) },
      quotas: { open: () => ({ take: () => undefined, done: () => undefined }) },
      monotonic: () => performance.now(),
      bootId: 'boot',
      restMs: 1
    });
    this.snapshots = composeSnapshots({
      ...shared,
      tasks: {
        submit: (user, wanted, id) => this.tasks.service.submit(user, wanted, id),
        isCopiedFrom: id => this.tasks.isCopiedFrom(id)
      },
      notifier: { notify: () => undefined, withdraw: () => undefined },
      roots: [],
      minFreePercent: 0,
      directory: this.shelves
    });
    this.tasks.runs.start();
    void this.trash.sweep();
    this.snapshots.maker.start();
  }

  /** Undefined when the hub died over it. */
  survived<Result>(work: Promise<Result>): Promise<Result | undefined> {
    return Promise.race([work, this.files.dead.then(() => undefined)]);
  }

  async submit(request: TaskRequest): Promise<void> {
    await this.survived(
      this.tasks.service.submit(USER, request).catch((error: unknown) => {
        if (!(error instanceof AppError)) {
          throw error;
        }
      })
    );
  }

  live(): { id: string }[] {
    return this.tasks.service.list(USER, { limit: 200, state: 'live' }).items;
  }

  /** What lies at the top of a volume and is not the hub's own. */
  names(index: number): string[] {
    return readdirSync(this.volumes[index]?.directory ?? '')
      .filter(name => !name.startsWith('.'))
      .sort();
  }

  /** @throws when a file is lost, half or in half a folder */
  check(): void {
    const found = new Set<string>();
    for (const { directory } of this.volumes) {
      this.checkFolder(directory, '', found);
    }
    assert.deepEqual(
      [...this.contents.keys()].filter(name => !found.has(name)),
      [],
      'lost'
    );
  }

  /** Names of what is unfinished anywhere. */
  unfinished(): string[] {
    return this.volumes.flatMap(({ directory }) =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(path =>
        /\.labcommons-[^/]*$/.test(path)
      )
    );
  }

  trashStates(): string[] {
    return this.database
      .prepare<[], { state: string }>('SELECT state FROM trash')
      .all()
      .map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.files.kill();
    this.temporary.remove();
    this.database.close();
    // Hubs that were killed are held by what they never finish.
    this.contents.clear();
  }

  private fill(directory: string, volumeName: string): void {
    SIZES.forEach((size, index) => this.put(directory, `${volumeName}-file${index}`, size));
    for (const folder of ['one', 'two', 'three']) {
      const name = `${volumeName}-${folder}`;
      mkdirSync(join(directory, name));
      const names = SIZES.map((size, index) => {
        const file = `${name}-leaf${index}`;
        this.put(join(directory, name), file, size);
        return file;
      });
      this.folders.set(name, names);
    }
    mkdirSync(join(directory, 'target'));
  }

  private put(directory: string, name: string, size: number): void {
    const content = Buffer.alloc(size, `${name}|`);
    this.contents.set(name, content);
    writeFileSync(join(directory, name), content);
  }

  private checkFolder(directory: string, name: string, found: Set<string>): void {
    const entries = readdirSync(directory, { withFileTypes: true });
    const here = new Set<string>();
    for (const entry of entries.filter(each => !each.name.startsWith('.labcommons-'))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        this.checkFolder(path, entry.name, found);
        continue;
      }
      if (entry.name.endsWith('.zip')) {
        assert.ok(isWholeZip(readFileSync(path)), `half: ${path}`);
        continue;
      }
      const original = plain(entry.name);
      assert.ok(readFileSync(path).equals(this.contents.get(original) as Buffer), `half: ${path}`);
      found.add(original);
      here.add(original);
    }
    // An empty one only holds a name free.
    const wanted = this.folders.get(plain(name));
    if (wanted && entries.length > 0) {
      const missing = wanted.filter(leaf => !here.has(leaf));
      assert.deepEqual(missing, [], `half a folder: ${directory}`);
    }
  }
}

/** Its last record is there, and says where the one before it lies. */
function isWholeZip(bytes: Buffer): boolean {
  const end = bytes.length - 22;
  return (
    end >= 0 &&
    bytes.readUInt32LE(end) === 0x06054b50 &&
    bytes.readUInt32LE(end + 12) + bytes.readUInt32LE(end + 16) === end
  );
}

/** A name without the numbers of second ones. */
function plain(name: string): string {
  return name.replace(/( \(\d+\))+$/, '');
}
