import { get, type IncomingMessage } from 'node:http';

const ANSWER_MS = 1000;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What a server's readiness path says: nothing yet, ready, or that something else than a single-user server answers. */
export type Readiness = 'silent' | 'ready' | 'foreign';

/** Asks `{prefix}api`, which a single-user server answers without credentials, naming its version. */
export function askSingleUser(address: ServerAddress, prefix: string): Promise<Readiness> {
  return ask(address, `${prefix}api`, ({ statusCode = 500, headers }) => {
    if (statusCode !== 200) {
      return statusCode < 500 ? 'foreign' : 'silent';
    }
    return headers['x-jupyterhub-version'] ? 'ready' : 'foreign';
  });
}

/** Asks for a path: any answer will do. @param path - with a query, where there is one */
export function askAnything(address: ServerAddress, path: string): Promise<Readiness> {
  return ask(address, path, () => 'ready');
}

function ask(
  address: ServerAddress,
  path: string,
  judge: (answer: IncomingMessage) => Readiness
): Promise<Readiness> {
  return new Promise(resolve => {
    const request = get({ ...address, path, agent: false, timeout: ANSWER_MS }, answer => {
      resolve(judge(answer));
      // What follows may have no end.
      answer.destroy();
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', () => resolve('silent'));
  });
}
