import { CHANGES_LISTED, type PathGroup } from '../../../contract/images.js';
import { stepsTo } from './left-out.js';

const HOME = /^\/(home\/[^/]+|root)(\/|$)/;

/** Adds up what was found in a layer, under the outermost paths that changed. */
export class Sizes {
  private readonly bytes: Map<string, number>;

  /** @param roots - outermost paths; the folders that hold homes are looked into */
  constructor(private readonly roots: readonly string[]) {
    this.bytes = new Map(roots.map(path => [path, 0]));
  }

  get total(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  add(path: string, sizeBytes: number): void {
    const root = stepsTo(path).find(step => this.bytes.has(step));
    if (root !== undefined) {
      this.bytes.set(root, (this.bytes.get(root) ?? 0) + sizeBytes);
    }
  }

  /** A path that turned out to be left out is none of them. */
  leaveOut(path: string): void {
    this.bytes.delete(path);
  }

  /** What lies in home directories, largest first. */
  home(): PathGroup {
    return this.group(this.roots.filter(path => HOME.test(path)));
  }

  /** What lies elsewhere, largest first. */
  software(): PathGroup {
    return this.group(this.roots.filter(path => !HOME.test(path)));
  }

  private group(paths: readonly string[]): PathGroup {
    const all = paths
      .filter(path => this.bytes.has(path))
      .map(path => ({ path, sizeBytes: this.bytes.get(path) ?? 0 }))
      .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1));
    return {
      items: all.slice(0, CHANGES_LISTED),
      more: Math.max(0, all.length - CHANGES_LISTED),
      sizeBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    };
  }
}
