import { linkSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../errors.js';
import type { Place, VolumeFiles, Watch } from '../files/ports.js';

/** Who is killed at a call: the hub never hears of it again, the worker's connection breaks. */
export type Victim = 'hub' | 'worker';

/** Before anything is done, in the middle of it, or after it, with the answer lost. */
export type Moment = 'before' | 'within' | 'after';

/** A call that ends badly. */
export interface Death {
  readonly victim: Victim;
  /** Number of the call from now, from 1. */
  readonly call: number;
  readonly moment: Moment;
}

/**
 * Files of a hub that may be killed, or whose worker may, between any two of its steps and in the middle of one. What
 * was done until then stays done.
 */
export class MortalFiles {
  private deaths: { death: Death; left: number }[] = [];
  private isDead = false;
  private readonly over = new AbortController();
  /** What is still under way when the hub dies comes to its end, as in a worker that is hung up on. */
  private readonly underWay = new Set<Promise<unknown>>();
  private died: () => void = () => undefined;
  /** Resolves when the hub is dead. */
  readonly dead = new Promise<void>(resolve => (this.died = resolve));
  readonly port: VolumeFiles;

  constructor(private readonly files: VolumeFiles) {
    this.port = new Proxy(files, {
      get: (target, name: keyof VolumeFiles) => {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => this.call(name, args, method.bind(target));
      }
    });
  }

  get isAlive(): boolean {
    return !this.isDead;
  }

  arm(death: Death): void {
    this.deaths.push({ death, left: death.call });
  }

  disarm(): void {
    this.deaths = [];
  }

  async kill(): Promise<void> {
    this.isDead = true;
    this.over.abort(new Error('hung up'));
    this.died();
    await Promise.allSettled(this.underWay);
  }

  private async call(
    name: keyof VolumeFiles,
    args: unknown[],
    act: (...args: unknown[]) => Promise<unknown>
  ): Promise<unknown> {
    if (this.isDead) {
      return forever();
    }
    const death = this.deathNow();
    const doing = this.outcome(name, args, act, death?.moment);
    this.underWay.add(doing);
    const outcome = await doing.then(
      value => ({ value }),
      (error: unknown) => ({ error })
    );
    this.underWay.delete(doing);
    if (death?.victim === 'hub') {
      this.isDead = true;
      this.over.abort(new Error('hung up'));
      this.died();
    }
    if (this.isDead) {
      return forever();
    }
    if (death) {
      throw new AppError('files-unavailable', 'The files worker does not answer');
    }
    if ('error' in outcome) {
      throw outcome.error;
    }
    return outcome.value;
  }

  private async outcome(
    name: keyof VolumeFiles,
    args: unknown[],
    act: (...args: unknown[]) => Promise<unknown>,
    moment: Moment | undefined
  ): Promise<unknown> {
    switch (moment) {
      case 'before':
        return undefined;
      case 'within':
        return this.half(name, args, act);
      case 'after':
      case undefined:
        return act(...this.watched(args));
    }
  }

  /** What each operation may have done when it is killed in the middle. */
  private async half(
    name: keyof VolumeFiles,
    args: unknown[],
    act: (...args: unknown[]) => Promise<unknown>
  ): Promise<unknown> {
    if (name === 'copyTree' || name === 'zipTree') {
      const killed = new AbortController();
      setImmediate(() => setImmediate(() => killed.abort(new Error('killed'))));
      return act(...this.watched(args, killed.signal));
    }
    if (name === 'snapshotTree') {
      const [, shelf, { id }] = args as [Place, Place, { id: string }];
      const path = `${shelf.path}/making/${id}/tree/half`;
      await this.files.makeDirectory({ directory: shelf.directory, path });
      return undefined;
    }
    if (name === 'rename') {
      halfRename(args[0] as Place, args[1] as Place);
      return undefined;
    }
    if (name === 'remove') {
      const [first] = await this.files.list(args[0] as Place, { limit: 1 }).catch(() => []);
      if (first) {
        const { directory, path } = args[0] as Place;
        await this.files.remove({ directory, path: `${path}/${first.name}` });
      }
      return undefined;
    }
    return act(...args);
  }

  /** Whoever hangs up ends the work, and hears nothing more. */
  private watched(args: unknown[], killed?: AbortSignal): unknown[] {
    return args.map(arg => {
      const watch = arg as Partial<Watch> | null;
      if (typeof watch !== 'object' || !watch?.signal || !watch.onProgress) {
        return arg;
      }
      const signals = [watch.signal, this.over.signal, ...(killed ? [killed] : [])];
      const onProgress: Watch['onProgress'] = soFar => {
        if (!this.isDead) {
          watch.onProgress?.(soFar);
        }
      };
      return { ...watch, signal: AbortSignal.any(signals), onProgress };
    });
  }

  private deathNow(): Death | null {
    this.deaths.forEach(entry => (entry.left -= 1));
    const due = this.deaths.find(({ left }) => left <= 0);
    this.deaths = this.deaths.filter(({ left }) => left > 0);
    return due?.death ?? null;
  }
}

/** A file has both names for a moment; a folder's new name is held free by an empty one. */
function halfRename(from: Place, to: Place): void {
  const [old, wanted] = [from, to].map(({ directory, path }) => join(directory, path)) as [
    string,
    string
  ];
  try {
    mkdirSync(join(wanted, '..'), { recursive: true });
    if (lstatSync(old).isDirectory()) {
      mkdirSync(wanted);
    } else {
      linkSync(old, wanted);
    }
  } catch {
    // Refused, or not there: then nothing was done.
  }
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
