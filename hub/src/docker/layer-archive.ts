import { dirname } from 'node:path/posix';
import { type Readable } from 'node:stream';

import type Dockerode from 'dockerode';
import { extract, type Headers } from 'tar-stream';

import type { KeptPath, LayerEntry } from '../compute/layer-engine.js';
import { ask, engineStatus } from './errors.js';

/** With the extended records of an entry, which the types leave out. */
type FullHeaders = Headers & { pax?: Record<string, string> | undefined };

/** Files up to this size can be looked into; the rest is passed on as it comes. */
const LOOKED_INTO_BYTES = 8 * 1024 * 1024;

/** One entry of a layer as it comes from the engine: `body` must be read to its end before the next one comes. */
export interface ArchiveEntry extends LayerEntry {
  /** Names as in an archive of the root folder. */
  readonly header: Headers;
  /** What is in a large file; null where `content` says it, or where there is nothing. */
  readonly body: Readable | null;
}

async function isFolder(container: Dockerode.Container, path: string): Promise<boolean | null> {
  const response = (await ask(
    `Looking at ${path}`,
    () => container.infoArchive({ path }),
    [404]
  )) as { headers?: Record<string, string> } | undefined;
  const stat = response?.headers?.['x-docker-container-path-stat'];
  if (stat === undefined) {
    return null;
  }
  const { mode } = JSON.parse(Buffer.from(stat, 'base64').toString('utf8')) as { mode: number };
  // Go's bit for folders, the highest of 32.
  return mode >= 2 ** 31;
}

/** Names in an archive of one path begin with its last segment. */
function fromRoot(parent: string, name: string): string {
  return `${parent === '/' ? '' : parent}/${name}`.replace(/\/+$/, '');
}

async function contentOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The headers again, for an archive of the root folder. What the names were is in them a second time for long ones. */
function headerFor(header: FullHeaders, parent: string): FullHeaders {
  const { path: _path, linkpath: _linkpath, size: _size, ...pax } = header.pax ?? {};
  const name = fromRoot(parent, header.name).slice(1);
  return {
    ...header,
    name: header.type === 'directory' ? `${name}/` : name,
    // A hard link names another entry of the archive, a symbolic link is what it is.
    ...(header.type === 'link' && header.linkname
      ? { linkname: fromRoot(parent, header.linkname).slice(1) }
      : {}),
    pax: Object.keys(pax).length > 0 ? pax : undefined
  };
}

/**
 * Reads what was added or changed in a container, one path after the other.
 * @throws AppError, whatever `onEntry` throws, and what aborted `signal`
 */
export async function readArchives(
  container: Dockerode.Container,
  paths: readonly KeptPath[],
  onEntry: (entry: ArchiveEntry) => Promise<void> | void,
  signal: AbortSignal
): Promise<void> {
  for (const { path, isNew } of paths) {
    signal.throwIfAborted();
    if (!isNew && (await isFolder(container, path)) !== false) {
      continue;
    }
    let archive: Readable;
    try {
      archive = (await container.getArchive({ path })) as Readable;
    } catch (error) {
      if (engineStatus(error) === 404 && (await isFolder(container, path)) === null) {
        continue;
      }
      throw error;
    }
    await readArchive(archive, dirname(path), onEntry, signal);
  }
}

function readArchive(
  archive: Readable,
  parent: string,
  onEntry: (entry: ArchiveEntry) => Promise<void> | void,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const entries = extract();
    const fail = (error: unknown) => {
      archive.destroy();
      entries.destroy();
      reject(error as Error);
    };
    entries.on('entry', (header, stream, next) => {
      const take = async () => {
        signal.throwIfAborted();
        const isFile = header.type === 'file' || header.type === 'contiguous-file';
        const sizeBytes = isFile ? (header.size ?? 0) : 0;
        const isLarge = sizeBytes > LOOKED_INTO_BYTES;
        const body = stream as unknown as Readable;
        await onEntry({
          path: fromRoot(parent, header.name),
          sizeBytes,
          header: headerFor(header, parent),
          content: isFile && !isLarge ? await contentOf(body) : null,
          body: isLarge ? body : null
        });
        stream.resume();
      };
      take().then(() => next(), fail);
    });
    entries.on('finish', resolve);
    entries.on('error', fail);
    archive.on('error', fail);
    archive.pipe(entries);
  });
}
