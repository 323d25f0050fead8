import { pipeline } from 'node:stream/promises';

import type Dockerode from 'dockerode';
import { pack, type Pack } from 'tar-stream';
import { z } from 'zod';

import type {
  KeptPath,
  Layer,
  LayerChange,
  LayerCopy,
  LayerEntry
} from '../compute/layer-engine.js';
import { AppError } from '../errors.js';
import { ask, engineStatus, toAppError } from './errors.js';
import { type ArchiveEntry, readArchives } from './layer-archive.js';

const MiB = 1024 * 1024;
/** What is removed at a time: all paths together must fit into the arguments of one program. */
const REMOVED_AT_ONCE = 500;

const Changes = z.array(z.object({ Path: z.string(), Kind: z.number().int() })).nullable();
const KINDS: readonly LayerChange['kind'][] = ['changed', 'added', 'removed'];

const Container = z.object({
  Image: z.string(),
  Mounts: z.array(z.object({ Destination: z.string() })),
  State: z.object({ Running: z.boolean(), Paused: z.boolean() })
});

const BuiltImage = z.object({
  Config: z.object({
    Entrypoint: z.array(z.string()).nullish(),
    Cmd: z.array(z.string()).nullish()
  })
});

/** The layers of containers, on an engine that speaks Docker's API. */
export class DockerLayers {
  /** @param docker - without a time limit: layers may be large */
  constructor(private readonly docker: Dockerode) {}

  async layerOf(id: string): Promise<Layer> {
    const container = this.docker.getContainer(id);
    const [found, { Mounts }] = await Promise.all([
      ask('Comparing the container with its image', () => container.changes()),
      this.inspect(id)
    ]);
    const changes = (Changes.parse(found) ?? [])
      .map(({ Path, Kind }) => ({ path: Path, kind: KINDS[Kind] ?? ('changed' as const) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return { changes, mountPoints: Mounts.map(({ Destination }) => Destination) };
  }

  async readLayer(
    id: string,
    paths: readonly KeptPath[],
    onEntry: (entry: LayerEntry) => void,
    signal: AbortSignal
  ): Promise<void> {
    try {
      await readArchives(this.docker.getContainer(id), paths, onEntry, signal);
    } catch (error) {
      throw failureOf(error, 'Reading the container', signal);
    }
  }

  /** The copy is made in a container that never knew a secret: nothing of it has to be taken out of the image again. */
  async copyLayer(copy: LayerCopy): Promise<void> {
    const { Image, State } = await this.inspect(copy.container);
    const original = this.docker.getContainer(copy.container);
    const made = await ask('Making a copy', () =>
      this.docker.createContainer({
        name: copy.name,
        Image,
        Entrypoint: ['sleep'],
        Cmd: ['infinity'],
        HostConfig: {
          NetworkMode: 'none',
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges'],
          PidsLimit: 200,
          Memory: 512 * MiB,
          MemorySwap: 512 * MiB,
          Init: true
        }
      })
    );
    const target = this.docker.getContainer(made?.id ?? copy.name);
    const isRunning = State.Running && !State.Paused;
    if (isRunning) {
      await ask('Halting the container', () => original.pause());
    }
    try {
      await this.remove(target, copy);
      await this.fill(target, original, copy);
    } finally {
      if (isRunning) {
        await this.unpause(copy.container);
      }
    }
    copy.signal.throwIfAborted();
    await this.commit(target, Image, copy.reference);
    await this.removeCopy(copy.name);
  }

  async discardCopy({
    container,
    name,
    reference
  }: Pick<LayerCopy, 'container' | 'name' | 'reference'>): Promise<void> {
    await this.unpause(container);
    await this.removeCopy(name);
    await this.removeImage(reference);
  }

  async removeImage(reference: string): Promise<void> {
    // By force, since a container that has ended may still name it; its layers stay as long as something needs them.
    await ask(
      'Removing the image',
      () => this.docker.getImage(reference).remove({ force: true }),
      [404]
    );
  }

  /** @throws AppError `engine-unavailable` while the engine is still at it: then it is to be asked again */
  private async removeCopy(name: string): Promise<void> {
    try {
      await this.docker.getContainer(name).remove({ force: true, v: true });
    } catch (error) {
      const status = engineStatus(error);
      if (status === 409) {
        throw new AppError('engine-unavailable', `Removing a copy: ${String(error)}`);
      }
      if (status !== 404) {
        throw toAppError(error, 'Removing a copy');
      }
    }
  }

  private async inspect(id: string): Promise<z.infer<typeof Container>> {
    return Container.parse(
      await ask('Looking at the container', () => this.docker.getContainer(id).inspect())
    );
  }

  private async unpause(id: string): Promise<void> {
    await ask(
      'Letting the container go on',
      () => this.docker.getContainer(id).unpause(),
      // Gone, stopped, or not paused at all.
      [404, 409, 500]
    );
  }

  /** As the user of the image: what he removed in the original he may remove in the copy. */
  private async remove(target: Dockerode.Container, { removed, signal }: LayerCopy): Promise<void> {
    if (removed.length === 0) {
      return;
    }
    await ask('Starting a copy', () => target.start());
    for (let at = 0; at < removed.length; at += REMOVED_AT_ONCE) {
      signal.throwIfAborted();
      const run = await ask('Removing files in a copy', () =>
        target.exec({
          Cmd: ['rm', '-rf', '--', ...removed.slice(at, at + REMOVED_AT_ONCE)],
          AttachStdout: true,
          AttachStderr: true
        })
      );
      const output = await ask('Removing files in a copy', async () => run?.start({}));
      output?.resume();
      await new Promise(resolve => output?.once('end', resolve).once('close', resolve));
    }
    await ask('Stopping a copy', () => target.kill(), [404, 409]);
  }

  private async fill(
    target: Dockerode.Container,
    original: Dockerode.Container,
    copy: LayerCopy
  ): Promise<void> {
    if (copy.kept.length === 0) {
      return;
    }
    const archive = pack();
    // What goes wrong on one side ends the other; it is the upload that is asked what became of the archive.
    archive.on('error', () => undefined);
    const over = new AbortController();
    const signal = AbortSignal.any([copy.signal, over.signal]);
    const names = new Set<string>();
    const put = async (entry: ArchiveEntry) => {
      const { header } = entry;
      const isLost = header.type === 'link' && !names.has(header.linkname ?? '');
      if (!isLost && copy.keeps(entry)) {
        names.add(header.name);
        copy.onBytes(entry.sizeBytes);
        await add(archive, entry, signal);
      }
    };
    const reading = readArchives(original, copy.kept, put, signal).then(() => archive.finalize());
    const sending = target.putArchive(archive as unknown as NodeJS.ReadableStream, {
      path: '/',
      abortSignal: signal
    });
    try {
      await Promise.all([reading, sending]);
    } catch (error) {
      over.abort(error);
      await Promise.allSettled([reading, sending]);
      throw failureOf(error, 'Copying the container', copy.signal);
    }
  }

  private async commit(
    target: Dockerode.Container,
    imageId: string,
    reference: string
  ): Promise<void> {
    const built = BuiltImage.parse(
      await ask('Looking at the image', () => this.docker.getImage(imageId).inspect())
    );
    const [repo, tag] = reference.split(':');
    await ask('Making the image', () =>
      target.commit({
        repo,
        tag,
        pause: false,
        Entrypoint: built.Config.Entrypoint ?? [],
        Cmd: built.Config.Cmd ?? []
      })
    );
  }
}

/** What was thrown on purpose is passed on, what the engine threw becomes a code. */
function failureOf(error: unknown, doing: string, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : toAppError(error, doing);
}

/** Resolves once there is room for the next entry. */
async function add(
  archive: Pack,
  { header, content, body }: ArchiveEntry,
  signal: AbortSignal
): Promise<void> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      stop = () => reject(signal.reason as Error);
      signal.addEventListener('abort', stop);
      if (body) {
        pipeline(body, archive.entry(header, done), { signal }).catch(reject);
      } else {
        archive.entry(header, content ?? Buffer.alloc(0), done);
      }
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
