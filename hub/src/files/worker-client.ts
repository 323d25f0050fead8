import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import {
  ANSWERS,
  DOCUMENT_HEADER,
  MAX_LISTED,
  fromHeader,
  type Answer,
  type Arguments,
  type Operation
} from '../files-worker/protocol.js';
import type {
  ByteRange,
  CopyWish,
  EntryPage,
  EntryStat,
  NamesPage,
  PageWish,
  Place,
  SweepOrder,
  SweepReport,
  SnapshotMade,
  SnapshotWish,
  TreeSize,
  VolumeFiles,
  Watch,
  ZipPart
} from './ports.js';
import {
  Interrupted,
  bodyOf,
  bytesOf,
  exchange,
  lastLineOf,
  problemOf,
  unavailable
} from './worker-connection.js';
import { doorFor, type WorkerDoors } from './worker-doors.js';

export interface Patience {
  /** How long a worker that is being started again is waited for. */
  readonly restartMs: number;
  /** How long an answer may take; it comes much sooner, unless the disk hangs. */
  readonly answerMs: number;
}

const PATIENCE: Patience = { restartMs: 10_000, answerMs: 30_000 };

/** These take what they take, with the size of the file or tree. */
const LONG = new Set<Operation>(['writeFile', 'append', 'copyFile', 'remove']);

/** How many tails are asked for in one request, so that its document stays small. */
const TAILS_AT_ONCE = 500;

interface Sending {
  /** Bytes beside the arguments. */
  readonly bytes?: Buffer | Readable;
  /** Doing it twice is the same as once: it may be sent again when the worker dies over it. */
  readonly repeatable: boolean;
}

/** Has the files workers do it. A worker that is just being restarted is waited for. */
export class WorkerClient implements VolumeFiles {
  constructor(
    private readonly doors: WorkerDoors,
    private readonly patience = PATIENCE
  ) {}

  stat(place: Place): Promise<EntryStat | null> {
    return this.ask('stat', { place }, { repeatable: true });
  }

  async list(place: Place, options: { limit: number; after?: string }): Promise<EntryStat[]> {
    const listed: EntryStat[] = [];
    for (let { after } = options; ; after = listed.at(-1)?.name) {
      const limit = Math.min(options.limit - listed.length, MAX_LISTED);
      const some = await this.ask('list', { place, limit, after }, { repeatable: true });
      listed.push(...some);
      if (some.length < limit || listed.length >= options.limit) {
        return listed;
      }
    }
  }

  page(place: Place, wish: PageWish): Promise<EntryPage> {
    return this.ask('page', { place, wish }, { repeatable: true });
  }

  names(place: Place, options: { limit: number; after?: string }): Promise<NamesPage> {
    return this.ask('names', { place, ...options }, { repeatable: true });
  }

  async makeDirectory(place: Place, options: { exclusive?: boolean } = {}): Promise<void> {
    const { exclusive = false } = options;
    await this.ask('makeDirectory', { place, exclusive }, { repeatable: !exclusive });
  }

  readFile(
    place: Place,
    options: { maxBytes: number }
  ): Promise<{ stat: EntryStat; bytes: Buffer }> {
    const args = { place, ...options };
    return this.send('readFile', args, { repeatable: true }, async response => ({
      stat: statOf(response),
      bytes: await bodyOf(response)
    }));
  }

  openFile(
    place: Place,
    range?: ByteRange,
    options: { ifMatch?: string } = {}
  ): Promise<{ stat: EntryStat; stream: Readable }> {
    return this.send(
      'openFile',
      { place, range, ...options },
      { repeatable: true },
      async response => ({
        stat: statOf(response),
        stream: streamOf(response)
      })
    );
  }

  openZip(parts: readonly ZipPart[]): Promise<Readable> {
    return this.send(
      'openZip',
      { parts: argumentsOf(parts) },
      { repeatable: true },
      async response => streamOf(response)
    );
  }

  writeFile(
    place: Place,
    bytes: Buffer | Readable,
    options: { exclusive?: boolean; mode?: number; parents?: boolean; ifMatch?: string } = {}
  ): Promise<EntryStat> {
    const { exclusive = false, mode, parents = false, ifMatch } = options;
    const repeatable = Buffer.isBuffer(bytes) && !exclusive && ifMatch === undefined;
    const args = { place, exclusive, mode, parents, ifMatch };
    return this.ask('writeFile', args, { bytes, repeatable });
  }

  append(place: Place, offset: number, bytes: Readable): Promise<EntryStat> {
    return this.ask('append', { place, offset }, { bytes, repeatable: false });
  }

  rename(
    from: Place,
    to: Place,
    { replace = false, parents = false }: { replace?: boolean; parents?: boolean } = {}
  ): Promise<EntryStat> {
    return this.ask('rename', { from, to, replace, parents }, { repeatable: false });
  }

  copyFile(
    from: Place,
    to: Place,
    { maxBytes, parents = false }: { maxBytes: number; parents?: boolean }
  ): Promise<EntryStat> {
    return this.ask('copyFile', { from, to, maxBytes, parents }, { repeatable: false });
  }

  measure(place: Place, watch: Watch): Promise<TreeSize> {
    return this.follow('measure', { place }, watch);
  }

  copyTree(
    from: Place,
    to: Place,
    { without = [], allLinks = false, toDisk = false, ...watch }: Watch & CopyWish
  ): Promise<TreeSize & { readonly warnings: readonly string[] }> {
    return this.follow('copyTree', { from, to, without: [...without], allLinks, toDisk }, watch);
  }

  snapshotTree(
    from: Place,
    shelf: Place,
    { signal, onProgress, ...wish }: SnapshotWish & Watch
  ): Promise<SnapshotMade> {
    const args = { from, shelf, wish: { ...wish, without: [...wish.without] } };
    return this.follow('snapshotTree', args, { signal, onProgress });
  }

  zipTree(
    parts: readonly ZipPart[],
    to: Place,
    watch: Watch
  ): Promise<TreeSize & { readonly warnings: readonly string[] }> {
    return this.follow('zipTree', { parts: argumentsOf(parts), to }, watch);
  }

  async remove(place: Place): Promise<void> {
    await this.ask('remove', { place }, { repeatable: false });
  }

  sweep(place: Place, { signal, onProgress, ...order }: SweepOrder & Watch): Promise<SweepReport> {
    const { spared, arrivals, ...rest } = order;
    const args = { place, ...rest, spared: [...spared], arrivals: [...arrivals] };
    return this.follow('sweep', args, { signal, onProgress });
  }

  async readTails(wanted: Arguments<'readTails'>['wanted']) {
    const tails: { sizeBytes: number; bytes: Buffer | null; problem: string | null }[] = [];
    for (let at = 0; at < wanted.length; at += TAILS_AT_ONCE) {
      const some = wanted.slice(at, at + TAILS_AT_ONCE);
      const answered = await this.ask('readTails', { wanted: some }, { repeatable: true });
      tails.push(
        ...answered.map(tail => ({
          ...tail,
          bytes: tail.bytes === null ? null : Buffer.from(tail.bytes, 'base64')
        }))
      );
    }
    return tails;
  }

  private ask<O extends Operation>(
    operation: O,
    args: Arguments<O>,
    sending: Sending
  ): Promise<Answer<O>> {
    return this.send(operation, args, sending, async response => {
      const document: unknown = JSON.parse((await bodyOf(response)).toString('utf8'));
      return ANSWERS[operation].parse(document) as Answer<O>;
    });
  }

  /** What may be begun again when the worker dies over it; hanging up ends it there. */
  private follow<O extends 'measure' | 'copyTree' | 'zipTree' | 'snapshotTree' | 'sweep'>(
    operation: O,
    args: Arguments<O>,
    watch: Watch
  ): Promise<Answer<O>> {
    return this.send(operation, args, { repeatable: true }, async response => {
      const answer = await lastLineOf(response, watch, this.patience.answerMs);
      return ANSWERS[operation].parse(answer) as Answer<O>;
    });
  }

  /** Sends until an answer has been read, within the patience; throws what the worker says went wrong. */
  private async send<O extends Operation, Result>(
    operation: O,
    args: Arguments<O>,
    sending: Sending,
    read: (response: IncomingMessage) => Promise<Result>
  ): Promise<Result> {
    const giveUpAt = performance.now() + this.patience.restartMs;
    for (;;) {
      const socket = await doorFor(this.doors, operation, null).connected(giveUpAt);
      try {
        const response = await exchange(socket, operation, args, {
          bytes: sending.bytes,
          answerMs: LONG.has(operation) ? 0 : this.patience.answerMs
        });
        if (response.statusCode !== 200) {
          throw problemOf(await bodyOf(response));
        }
        return await read(response);
      } catch (error) {
        if (!(error instanceof Interrupted)) {
          throw error;
        }
        if (!sending.repeatable || performance.now() > giveUpAt) {
          throw unavailable(error);
        }
      }
    }
  }
}

function statOf(response: IncomingMessage): EntryStat {
  return ANSWERS.openFile.parse(fromHeader(response.headers[DOCUMENT_HEADER]));
}

function argumentsOf(parts: readonly ZipPart[]): Arguments<'openZip'>['parts'] {
  return parts.map(part => ({ ...part, without: part.without && [...part.without] }));
}

function streamOf(response: IncomingMessage): Readable {
  const stream = Readable.from(bytesOf(response), { objectMode: false });
  stream.once('close', () => response.destroy());
  return stream;
}
