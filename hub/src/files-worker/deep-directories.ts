import type { FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import { MAX_DEPTH, stepInto } from './open-inside.js';

/** A directory below the top of a tree, as the way to it. */
export interface Branch {
  /** Null for a child of the top. */
  readonly above: Branch | null;
  readonly name: Buffer;
  /** Steps from the top; the top itself is no branch. */
  readonly depth: number;
}

/** @throws AppError `invalid-request` when it lies too deep to be reached by a path */
export function branchOf(above: Branch | null, name: Buffer): Branch {
  const depth = (above?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) {
    throw new AppError('invalid-request', `The folder is more than ${MAX_DEPTH} levels deep`);
  }
  return { above, name, depth };
}

/** One handle stays open for so many levels, however deep the tree: neither handles nor steps get out of hand. */
const LEVELS_PER_HANDLE = 16;

/**
 * Opens the directories of a tree one after the other, as a walk through it meets them. Each is reached by handles from
 * the top, through no link, in few steps.
 */
export class DeepDirectories {
  private readonly kept: { branch: Branch; handle: FileHandle }[] = [];

  /** @param top - stays the caller's */
  constructor(private readonly top: FileHandle) {}

  /** A handle on the directory, to be closed by the caller. */
  async open(branch: Branch): Promise<FileHandle> {
    const way: Branch[] = [];
    for (let at: Branch | null = branch; at; at = at.above) {
      way.push(at);
    }
    way.reverse();
    await this.dropBesides(way);
    const nearest = this.kept.at(-1);
    let here = nearest?.handle ?? this.top;
    for (const step of way.slice(nearest?.branch.depth ?? 0)) {
      const next = await this.stepFrom(here, step.name);
      if (step !== branch && step.depth % LEVELS_PER_HANDLE === 0) {
        this.kept.push({ branch: step, handle: next });
      }
      here = next;
    }
    return here;
  }

  async close(): Promise<void> {
    for (const { handle } of this.kept.splice(0)) {
      await handle.close();
    }
  }

  private async stepFrom(here: FileHandle, name: Buffer): Promise<FileHandle> {
    try {
      return await stepInto(here, name);
    } finally {
      if (here !== this.top && !this.kept.some(({ handle }) => handle === here)) {
        await here.close();
      }
    }
  }

  private async dropBesides(way: readonly Branch[]): Promise<void> {
    for (let last = this.kept.at(-1); last; last = this.kept.at(-1)) {
      // A directory that is to be opened itself gets a handle of its own.
      if (last.branch.depth < way.length && way[last.branch.depth - 1] === last.branch) {
        return;
      }
      this.kept.pop();
      await last.handle.close();
    }
  }
}
