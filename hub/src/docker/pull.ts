import type { Readable } from 'node:stream';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import { AppError } from '../errors.js';
import { toAppError } from './errors.js';
import { linesOf } from './lines.js';

const Message = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .optional()
});

/** Sums up layers: bytes fetched of bytes known so far. */
export class PullProgress {
  private readonly layers = new Map<string, { current: number; total: number }>();

  /** @returns what to show after this message, null when it says nothing about bytes */
  note(line: string): { message: string; fraction: number } | null {
    const message = Message.parse(JSON.parse(line));
    if (message.error !== undefined) {
      throw new AppError('engine-refused', message.error);
    }
    const { current, total } = message.progressDetail ?? {};
    if (message.status !== 'Downloading' || !message.id || current === undefined || !total) {
      return null;
    }
    this.layers.set(message.id, { current, total });
    const layers = [...this.layers.values()];
    const done = layers.reduce((sum, layer) => sum + layer.current, 0);
    const all = layers.reduce((sum, layer) => sum + layer.total, 0);
    const megabytes = (bytes: number) => Math.round(bytes / 1e6);
    return {
      message: `Getting the image: ${megabytes(done)} of ${megabytes(all)} MB`,
      fraction: done / all
    };
  }
}

/** Pulls an image and says how far it is. @throws AppError `engine-refused`, `not-found`, `engine-unavailable` */
export async function pullImage(
  docker: Dockerode,
  reference: string,
  onProgress: (message: string, fraction: number | null) => void
): Promise<void> {
  onProgress(`Getting the image ${reference}`, null);
  const progress = new PullProgress();
  try {
    const stream = (await docker.pull(reference)) as Readable;
    for await (const line of linesOf(stream)) {
      const step = progress.note(line);
      if (step) {
        onProgress(step.message, step.fraction);
      }
    }
  } catch (error) {
    throw toAppError(error, `Getting the image ${reference}`);
  }
}
