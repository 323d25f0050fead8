import type { Access } from '../../contract/common.js';
import type { Mounted, MountPoint, MountTable } from '../mounts/ports.js';

/** A kernel's table of mounts, in memory. */
export class FakeMounts implements MountTable {
  /** Oldest first. */
  readonly mounted: Mounted[] = [];
  /** Directories that are not there. */
  readonly missing = new Set<string>();
  /** Paths at which nothing can be mounted. */
  readonly refused = new Set<string>();
  private readonly prepared = new Set<string>();

  list(): readonly Mounted[] {
    return [...this.mounted].reverse();
  }

  async identify(directory: string): Promise<string> {
    if (this.missing.has(directory)) {
      throw new Error(`${directory} is not there`);
    }
    return `0:1 ${directory}`;
  }

  async prepare(workspace: string, paths: readonly string[]): Promise<void> {
    paths.forEach(path => this.prepared.add(`${workspace}/${path}`));
  }

  async mount(point: MountPoint, directory: string, access: Access): Promise<void> {
    const { workspace, path } = point;
    const isTaken = this.mounted.some(there => isAt(there, point));
    if (!this.prepared.has(`${workspace}/${path}`) || isTaken || this.refused.has(path)) {
      throw new Error(`Nothing can be mounted at ${path}`);
    }
    this.mounted.push({ workspace, path, access, source: await this.identify(directory) });
  }

  async close(): Promise<void> {
    // There is no machine to be left.
  }

  async unmount(point: MountPoint): Promise<void> {
    const staying = this.mounted.filter(mounted => !isAt(mounted, point));
    this.mounted.splice(0, Infinity, ...staying);
  }
}

function isAt(a: MountPoint, b: MountPoint): boolean {
  return a.workspace === b.workspace && a.path === b.path;
}
