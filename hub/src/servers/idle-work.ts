import type { ContainerEngine } from '../compute/engine.js';
import { terminalsByProcesses } from './idle-terminals.js';
import { kernelsByHttp } from './kernels.js';
import type { ServerRow } from './types.js';

/** Whether something works in a server though nobody uses it. */
export type AskWork = (row: ServerRow, prefix: string) => Promise<boolean>;

/** Asks the kernels first, then the terminals. */
export function workIn(engine: Pick<ContainerEngine, 'environmentOf' | 'processesOf'>): AskWork {
  const kernels = kernelsByHttp(engine);
  const terminals = terminalsByProcesses(engine);
  return async (row, prefix) => (await kernels(row, prefix)) || (await terminals(row, prefix));
}
