import { z } from 'zod';

import type { ContainerEngine } from '../compute/engine.js';
import type { AskWork } from './idle-work.js';
import { containerName } from './launcher.js';

const ANSWER_MS = 5000;
const Kernels = z.array(z.object({ execution_state: z.string().optional() }));

/**
 * Whether some kernel of a server computes, in whatever language. A cell that prints nothing for a day is no activity to
 * the server. It is asked with its own token: the hub keeps only the hash, so it is read from the container. A server
 * that does not answer computes nothing that anybody could get at.
 */
export function kernelsByHttp(engine: Pick<ContainerEngine, 'environmentOf'>): AskWork {
  return async (row, prefix) => {
    if (row.kind !== 'lab') {
      return false;
    }
    try {
      const { JUPYTERHUB_API_TOKEN: token } = await engine.environmentOf(containerName(row.id));
      const response = await fetch(`http://${row.target}${prefix}api/kernels`, {
        headers: { Authorization: `token ${token}` },
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS)
      });
      const kernels = Kernels.parse(await response.json());
      return kernels.some(kernel => kernel.execution_state === 'busy');
    } catch {
      return false;
    }
  };
}
