import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

import type { CopiedNames, MeasuredNames, ReadFile, SmallFiles } from './small-files.js';

/** What a thread is asked; directories by the numbers of their handles. */
export type Errand = { readonly names: readonly string[] } & (
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'measure' | 'read'; readonly directory: number }
);

/** As many as there are tasks that gain from it on a small machine. */
const THREADS = 2;

/**
 * Small files in threads of their own, so that a disk that hangs holds up nobody else. Nobody waits for a thread that is
 * at work, since it may hang.
 */
export class SmallFilesThreads implements SmallFiles {
  private constructor(private readonly free: Worker[]) {}

  /** @param program - what the threads run, which is read now and never again */
  static async start(program: string): Promise<SmallFilesThreads> {
    const threads = Array.from({ length: THREADS }, () => new Worker(program));
    await Promise.all(threads.map(thread => once(thread, 'message')));
    threads.forEach(thread => thread.unref());
    return new SmallFilesThreads(threads);
  }

  copy(
    source: FileHandle,
    target: FileHandle,
    names: readonly string[]
  ): Promise<CopiedNames | null> {
    return this.send({ kind: 'copy', from: source.fd, to: target.fd, names });
  }

  measure(directory: FileHandle, names: readonly string[]): Promise<MeasuredNames | null> {
    return this.send({ kind: 'measure', directory: directory.fd, names });
  }

  read(directory: FileHandle, names: readonly string[]): Promise<(ReadFile | null)[] | null> {
    return this.send({ kind: 'read', directory: directory.fd, names });
  }

  /** Null when nobody is free. */
  private async send<Result>(errand: Errand): Promise<Result | null> {
    const thread = this.free.pop();
    if (!thread) {
      return null;
    }
    const answer = once(thread, 'message');
    thread.postMessage(errand);
    const [result] = (await answer) as [Result];
    this.free.push(thread);
    return result;
  }
}
