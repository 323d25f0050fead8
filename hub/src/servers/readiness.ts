import { get } from 'node:http';

const ANSWER_MS = 1000;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What a server's readiness path says: nothing yet, ready, or that something else than a single-user server answers. */
export type Readiness = 'silent' | 'ready' | 'foreign';

/** Asks `{prefix}api`, which a single-user server answers without credentials, naming its version. */
export function askReadiness(address: ServerAddress, prefix: string): Promise<Readiness> {
  return new Promise(resolve => {
    const request = get(
      { ...address, path: `${prefix}api`, agent: false, timeout: ANSWER_MS },
      response => {
        response.resume();
        if (response.statusCode !== 200) {
          resolve((response.statusCode ?? 500) < 500 ? 'foreign' : 'silent');
        } else {
          resolve(response.headers['x-jupyterhub-version'] ? 'ready' : 'foreign');
        }
      }
    );
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', () => resolve('silent'));
  });
}
