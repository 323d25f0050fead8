import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

import type { CopiedNames, MeasuredNames, SmallFiles } from './small-files.js';

/** What a thread is asked: to copy, or without `to` to measure. */
export interface Errand {
  readonly from: number;
  readonly to: number | null;
  readonly names: readonly string[];
}

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
    return this.send({ from: source.fd, to: target.fd, names });
  }

  measure(directory: FileHandle, names: readonly string[]): Promise<MeasuredNames | null> {
    return this.send({ from: directory.fd, to: null, names });
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
