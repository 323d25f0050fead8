import {
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmdirSync
} from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Access } from '../../contract/common.js';
import { O_PATH, using } from '../files-worker/open-inside.js';
import {
  isWithin,
  mountOf,
  parseMountInfo,
  sourceAt,
  sourceName,
  type MountInfo
} from './mount-info.js';
import { makeMountPoint, secureWorkspace, useMounted, useMountPoint } from './mount-points.js';
import type { Mounted, MountPoint, MountTable } from './ports.js';
import { passed, runProgram } from './run-program.js';

const { O_DIRECTORY } = constants;
/** How long a directory is waited for. */
const LONGEST_LOOK_MS = 5000;
/** Below the servers' directory: `<user id>/<server>/workspace`. */
const WORKSPACE_DEPTH = 3;
/** How many mounts at one place are taken away at once. */
const MOST_AT_ONE_PLACE = 16;

export interface LinuxMountsPlaces {
  /** All servers' files; absolute. */
  readonly servers: string;
  /** A directory of the hub's own, where mounts are prepared; absolute. */
  readonly staging: string;
}

/**
 * Mounts with `mount` and `umount` of util-linux, which are given handles, never a name that users have a hand in.
 * Needs root.
 */
export class LinuxMounts implements MountTable {
  private readonly servers: string;
  private readonly staging: string;
  private readonly looks = new Map<string, Promise<string>>();
  private readonly mountProgram = programAt('mount');
  private readonly umountProgram = programAt('umount');

  constructor(places: LinuxMountsPlaces) {
    mkdirSync(places.staging, { recursive: true, mode: 0o700 });
    // The kernel's table has no symbolic links.
    this.servers = realpathSync(places.servers);
    this.staging = realpathSync(places.staging);
  }

  /**
   * Sees to it that mounts below the servers' directory appear in containers: the directory has to lie on a shared
   * mount, and becomes one where it does not. What a killed process was preparing is taken away.
   */
  async open(): Promise<void> {
    for (const { point } of read().reverse()) {
      if (isWithin(point, this.staging) && point !== this.staging) {
        await runProgram(this.umountProgram, ['-c', '-l', point]);
      }
    }
    for (const name of readdirSync(this.staging)) {
      rmdirSync(join(this.staging, name));
    }
    const lyingOn = mountOf(read(), this.servers);
    if (!lyingOn?.isShared) {
      if (lyingOn?.point !== this.servers) {
        await runProgram(this.mountProgram, ['-c', '--bind', this.servers, this.servers]);
      }
      await runProgram(this.mountProgram, ['-c', '--make-private', this.servers]);
      await runProgram(this.mountProgram, ['-c', '--make-shared', this.servers]);
    }
  }

  /** Undoes {@link open}. */
  async close(): Promise<void> {
    const mounts = read();
    const isBusy = mounts.some(({ point }) => point.startsWith(`${this.servers}/`));
    if (!isBusy && mounts.some(({ point }) => point === this.servers)) {
      await runProgram(this.umountProgram, ['-c', '-l', this.servers]);
    }
  }

  list(): readonly Mounted[] {
    return read()
      .filter(({ point }) => point.startsWith(`${this.servers}/`))
      .map(mount => this.mountedAt(mount))
      .filter(({ path }) => path !== '')
      .reverse();
  }

  /** A disk that hangs is not waited for, and holds no more than one of our threads. */
  async identify(directory: string): Promise<string> {
    const looking = this.looks.get(directory) ?? realpath(directory);
    this.looks.set(directory, looking);
    const forget = () => void this.looks.delete(directory);
    looking.then(forget, forget);
    const waiting = new AbortController();
    const tooLong = pause(LONGEST_LOOK_MS, undefined, { signal: waiting.signal }).then(() => {
      throw new Error(`${directory} does not answer`);
    });
    const real = await Promise.race([looking, tooLong]).finally(() => waiting.abort());
    const source = sourceAt(read(), real);
    if (source === null) {
      throw new Error(`${directory} lies on no mount`);
    }
    return source;
  }

  async prepare(workspace: string, paths: readonly string[]): Promise<void> {
    await secureWorkspace(this.servers, workspace);
    for (const path of paths) {
      await makeMountPoint(this.servers, workspace, path);
    }
  }

  async mount(point: MountPoint, directory: string, access: Access): Promise<void> {
    // Access and flags of a mount are copied to the containers with it, later changes of them are not: so it is made
    // ready elsewhere, where nobody sees it.
    const stage = mkdtempSync(join(this.staging, 'mount-'));
    try {
      const options = `${access === 'read' ? 'ro' : 'rw'},nosuid,nodev`;
      await using(named(directory), source =>
        runProgram(this.mountProgram, ['-c', '--bind', '-o', options, passed(0), stage], [source])
      );
      try {
        await using(named(stage), staged => this.place(point, staged));
      } finally {
        await runProgram(this.umountProgram, ['-c', '-l', stage]);
      }
    } finally {
      rmdirSync(stage);
    }
    if (!this.list().some(mounted => isAt(mounted, point) && mounted.access === access)) {
      throw new Error(`${point.path} was mounted, but somewhere else than it should be`);
    }
  }

  async unmount(point: MountPoint): Promise<void> {
    for (let left = MOST_AT_ONE_PLACE; left > 0 && this.isMounted(point); left--) {
      await useMounted(this.servers, point.workspace, point.path, mounted =>
        runProgram(this.umountProgram, ['-c', '-l', passed(0)], [mounted])
      );
    }
    if (this.isMounted(point)) {
      throw new Error(`${point.path} is still mounted`);
    }
  }

  private place(point: MountPoint, staged: FileHandle): Promise<void> {
    return useMountPoint(this.servers, point.workspace, point.path, place =>
      runProgram(this.mountProgram, ['-c', '--bind', passed(0), passed(1)], [staged, place])
    );
  }

  private isMounted(point: MountPoint): boolean {
    return this.list().some(mounted => isAt(mounted, point));
  }

  private mountedAt(mount: MountInfo): Mounted {
    const names = mount.point.slice(this.servers.length + 1).split('/');
    return {
      workspace: names.slice(0, WORKSPACE_DEPTH).join('/'),
      path: names.slice(WORKSPACE_DEPTH).join('/'),
      access: mount.readOnly ? 'read' : 'write',
      source: sourceName(mount)
    };
  }
}

function isAt(a: MountPoint, b: MountPoint): boolean {
  return a.workspace === b.workspace && a.path === b.path;
}

function read(): MountInfo[] {
  return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
}

function named(directory: string): Promise<FileHandle> {
  return open(directory, O_PATH | O_DIRECTORY);
}

function programAt(name: string): string {
  return [`/usr/bin/${name}`, `/bin/${name}`].find(path => existsSync(path)) ?? `/usr/bin/${name}`;
}
