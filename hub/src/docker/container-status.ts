import { z } from 'zod';

import type { ContainerPhase, ContainerStatus } from '../compute/engine.js';

// The engine's word for "not yet".
const NEVER = /^0001-/;

const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    StartedAt: z.string(),
    FinishedAt: z.string()
  })
});

function phaseOf(state: z.infer<typeof Inspected>['State']): ContainerPhase {
  if (state.Running) {
    return 'running';
  }
  return state.Status === 'created' ? 'created' : 'exited';
}

const moment = (text: string) => (NEVER.test(text) ? null : text);

/** Reads the engine's description of a container. */
export function toStatus(inspected: unknown): ContainerStatus {
  const { Id, Name, Config, State } = Inspected.parse(inspected);
  const phase = phaseOf(State);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    labels: Config.Labels ?? {},
    phase,
    exitCode: phase === 'exited' ? State.ExitCode : null,
    outOfMemory: State.OOMKilled,
    startedAt: moment(State.StartedAt),
    finishedAt: phase === 'exited' ? moment(State.FinishedAt) : null
  };
}

/** The status of a container that the engine has just made. */
export function newStatus(
  id: string,
  name: string,
  labels: Readonly<Record<string, string>>
): ContainerStatus {
  return {
    id,
    name,
    labels,
    phase: 'created',
    exitCode: null,
    outOfMemory: false,
    startedAt: null,
    finishedAt: null
  };
}
