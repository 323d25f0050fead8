import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import type { ContainerEvent } from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';
import { linesOf } from './lines.js';

const RETRY_MS = 500;
const ACTIONS = ['start', 'die', 'oom', 'destroy'] as const;

const Message = z.object({
  Action: z.enum(ACTIONS),
  Actor: z.object({
    ID: z.string(),
    Attributes: z.object({ name: z.string() }).catchall(z.string())
  })
});

function toEvent(line: string): ContainerEvent | null {
  try {
    const { Action, Actor } = Message.parse(JSON.parse(line));
    const labels = Object.entries(Actor.Attributes).filter(([name]) =>
      (Object.values(LABELS) as string[]).includes(name)
    );
    return {
      id: Actor.ID,
      name: Actor.Attributes.name,
      labels: Object.fromEntries(labels),
      action: Action
    };
  } catch {
    return null;
  }
}

/** Follows the engine's events about the hub's containers until `signal` aborts; each new connection is a gap. */
export async function followEvents(
  docker: Dockerode,
  hubId: string,
  onEvent: (event: ContainerEvent) => void,
  onGap: () => void,
  signal: AbortSignal
): Promise<void> {
  const filters = {
    type: ['container' as const],
    event: [...ACTIONS],
    label: [`${LABELS.hub}=${hubId}`]
  };
  while (!signal.aborted) {
    try {
      const stream = (await docker.getEvents({ filters, abortSignal: signal })) as Readable;
      // Only now nothing is missed any more: look at everything.
      onGap();
      for await (const line of linesOf(stream)) {
        const event = toEvent(line);
        if (event) {
          onEvent(event);
        }
      }
    } catch {
      // The engine is away; the next round finds it or not.
    }
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}
