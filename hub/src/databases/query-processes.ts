import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { Readable, type Writable } from 'node:stream';

import type { PlatformIdentity } from '../identity.js';
import { lowerWeight } from '../processor-weight.js';
import { IN_SIGHT, isHidden } from './hidden.js';
import { Outcome } from './outcome.js';
import { type Ending, type QueryAnswered, QueryFailed, type QueryRunner } from './ports.js';
import type { Errand } from './process/protocol.js';

/** Of SQLite and JavaScript together. */
const MOST_MEMORY_KIB = 512 * 1024;
/** A file may become larger than the database may, as SQLite writes beside it what it is about to change. */
const ROOM_FOR_CHANGES = 2;
const BLOCK_BYTES = 512;
const LONGEST_LINE = 32 * 1024 * 1024;

/** Sets what the process may take, then becomes it. No core is dumped: it would hold what users keep. */
const LIMITED = 'ulimit -c 0 && ulimit -d "$1" && ulimit -f "$2" && shift 2 && exec "$@"';

type Child = ChildProcessByStdio<Writable, Readable, null>;

export interface QueryProcessSite {
  /** The compiled program; asked for when the first process starts. */
  readonly program: () => string;
  readonly identity: PlatformIdentity;
}

/** Each errand in a process of its own, with the platform identity, few means, behind others, and with an end. */
export class QueryProcesses implements QueryRunner {
  constructor(private readonly site: QueryProcessSite) {}

  async run(
    errand: Errand,
    { seconds, signal }: { seconds: number; signal: AbortSignal }
  ): Promise<QueryAnswered> {
    const child = this.start(errand);
    let ending: Ending = 'died';
    const endBy = (reason: Ending) => {
      ending = reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => endBy('time'), seconds * 1000);
    const leave = () => endBy('gone');
    signal.addEventListener('abort', leave, { once: true });
    const exited = new Promise<number | null>(resolve => {
      child.once('error', () => resolve(null));
      child.once('exit', code => resolve(code));
    }).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    });
    const why = () => new QueryFailed(ending, 'The process of the query ended');
    if (signal.aborted) {
      leave();
    }
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(seenFrom(errand))}\n`);
    try {
      const { line, rest } = await firstLine(child.stdout);
      const outcome = Outcome.parse(JSON.parse(line));
      if ('failed' in outcome) {
        throw new QueryFailed(outcome.failed, outcome.detail);
      }
      const body = Readable.from(bodyOf(child, rest, exited, why), { objectMode: false });
      body.once('close', () => child.kill('SIGKILL'));
      return { done: outcome.done, body, ended: exited.then(() => undefined) };
    } catch (error) {
      child.kill('SIGKILL');
      await exited;
      throw error instanceof QueryFailed ? error : why();
    }
  }

  private start({ kind, file, mostBytes }: Errand): Child {
    const { program, identity } = this.site;
    const cwd = dirname(file);
    const fileBlocks = Math.ceil((mostBytes * ROOM_FOR_CHANGES) / BLOCK_BYTES);
    // It may need to be root to read its program: it becomes this before it is told anything.
    const asRoot = process.getuid?.() === 0;
    const child = spawn(
      '/bin/sh',
      [
        ...['-c', LIMITED, 'sh', String(MOST_MEMORY_KIB), String(fileBlocks)],
        ...(isHidden(cwd, identity) ? IN_SIGHT : []),
        ...[process.execPath, program(), kind],
        ...(asRoot ? [String(identity.uid), String(identity.gid)] : [])
      ],
      { cwd, env: {}, stdio: ['pipe', 'pipe', 'ignore'], detached: true }
    );
    lowerWeight(child);
    return child;
  }
}

/** An errand for a process in the directory of its database. */
function seenFrom(errand: Errand): Errand {
  const file = basename(errand.file);
  return errand.kind === 'import'
    ? { ...errand, file, source: basename(errand.source) }
    : { ...errand, file };
}

/** @throws when there is none, or no end of it */
async function firstLine(stream: Readable): Promise<{ line: string; rest: Buffer }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk === null) {
      if (stream.readableEnded || stream.destroyed || length > LONGEST_LINE) {
        throw new Error('There was no answer');
      }
      await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
      continue;
    }
    const end = chunk.indexOf('\n');
    if (end >= 0) {
      chunks.push(chunk.subarray(0, end));
      return { line: Buffer.concat(chunks).toString('utf8'), rest: chunk.subarray(end + 1) };
    }
    chunks.push(chunk);
    length += chunk.length;
  }
}

async function* bodyOf(
  child: Child,
  rest: Buffer,
  exited: Promise<number | null>,
  why: () => QueryFailed
): AsyncGenerator<Buffer> {
  if (rest.length > 0) {
    yield rest;
  }
  yield* child.stdout as AsyncIterable<Buffer>;
  if ((await exited) !== 0) {
    throw why();
  }
}
