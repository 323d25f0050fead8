import { setTimeout as pause } from 'node:timers/promises';

import { AppError } from '../../errors.js';
import type { ContainerEngine } from '../engine.js';
import type { ImageProgress } from '../images.js';
import { type EnvironmentReader, tooLarge } from './environment-reader.js';
import type { KnownImages, ServerContainer } from './ports.js';
import { copyName, savedReference } from './store.js';

/** Until the next try of tidying up, when the engine is away. */
const REST_MS = 1000;

/** What a running copy says now and then. */
const TELL_EVERY_BYTES = 50 * 1000 * 1000;

export interface MakingParts {
  readonly engine: ContainerEngine;
  readonly reader: EnvironmentReader;
  readonly images: KnownImages;
  readonly mostBytes: number;
  readonly log: { warn(fields: object, message: string): void };
}

/** Makes images of containers, and tidies up after those that came to nothing. */
export class ImageMaking {
  constructor(private readonly parts: MakingParts) {}

  /**
   * Copies a container into an image and looks into it.
   * @returns bytes that it holds beyond the image of the container
   * @throws AppError also `too-large`; whatever aborted `signal`. What was made of it is removed again
   */
  async make(
    id: string,
    target: ServerContainer,
    tell: ImageProgress,
    signal: AbortSignal
  ): Promise<number> {
    const { engine, reader, images, mostBytes } = this.parts;
    tell('Comparing it with its image', null);
    const { selection, keeps } = await reader.look(target);
    let bytes = 0;
    let told = 0;
    await engine.copyLayer({
      container: target.container,
      name: copyName(id),
      reference: savedReference(id),
      kept: selection.kept,
      removed: selection.removed,
      keeps,
      onBytes: more => {
        bytes += more;
        if (bytes > mostBytes) {
          throw tooLarge(mostBytes);
        }
        if (bytes - told >= TELL_EVERY_BYTES) {
          told = bytes;
          tell(`Copying: ${Math.round(bytes / 1e6)} MB`, null);
        }
      },
      signal
    });
    await images.ensure(id, tell);
    signal.throwIfAborted();
    return bytes;
  }

  /** Removes whatever there is of an image that was not finished, as soon as the engine answers. */
  async discard(id: string, container: string, signal: AbortSignal): Promise<void> {
    const { engine, log } = this.parts;
    while (!signal.aborted) {
      try {
        await engine.discardCopy({ container, name: copyName(id), reference: savedReference(id) });
        return;
      } catch (error) {
        log.warn({ err: error, image: id }, 'what is left of an image could not be removed yet');
        if (!(error instanceof AppError) || error.code !== 'engine-unavailable') {
          return;
        }
      }
      await pause(REST_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
