import type { Server } from '../../../contract/servers.js';
import type { Principal, User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import { EventStream } from '../../http/event-stream.js';
import { serverPrefix, toPublicName, toRowName } from '../../servers/names.js';
import type { Callers } from './callers.js';
import type { HubApi, HubHandler } from './hub-api.js';
import type { HubPaths, Model } from './models.js';
import type { HubServers } from './ports.js';

const KEEP_ALIVE_MS = 8_000;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function isEmpty(body: unknown): boolean {
  return (
    body === undefined ||
    (typeof body === 'object' && body !== null && Object.keys(body).length === 0)
  );
}

/** Starting and stopping servers, and the steps of a start. */
export function bindServers(
  api: HubApi,
  callers: Callers,
  servers: HubServers,
  paths: HubPaths,
  stillHolds: (principal: Principal) => boolean
): void {
  function find(owner: User, name: string): Server | null {
    return servers.listFor(owner).find(server => toRowName(server.name) === name) ?? null;
  }

  const start: HubHandler = async ({ principal, params, body, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'start:servers', 'servers');
    const name = params['server'] ?? '';
    if (name !== '') {
      throw new AppError('invalid-request', 'Named servers are not enabled.');
    }
    if (!isEmpty(body)) {
      throw new AppError('invalid-request', 'This hub takes no options for a start.');
    }
    const before = find(owner, name);
    if (before?.state === 'running') {
      throw new AppError('invalid-request', `${owner.name} is already running`);
    }
    const server =
      before?.state === 'starting' ? before : await servers.start(owner, toPublicName(name));
    response.status(server.state === 'running' ? 201 : 202).end();
  };

  const stop: HubHandler = async ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'delete:servers');
    const name = params['server'] ?? '';
    const before = find(owner, name);
    if (!before && name !== '') {
      throw new AppError('not-found', `${owner.name} has no server named '${name}'`);
    }
    if (!before || before.state === 'stopped' || before.state === 'failed') {
      response.status(204).end();
      return;
    }
    const server =
      before.state === 'stopping' ? before : await servers.stop(owner, toPublicName(name));
    response.status(server.state === 'stopped' ? 204 : 202).end();
  };

  const progress: HubHandler = async ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'read:servers');
    const name = params['server'] ?? '';
    const server = find(owner, name);
    if (!server) {
      throw new AppError('not-found', `${owner.name} has no such server`);
    }
    if (server.state === 'stopped' || server.state === 'stopping') {
      throw new AppError('invalid-request', 'The server is not starting.');
    }
    const ready = readyStep(serverPrefix(paths.basePath, owner.name, name));
    const stream = new EventStream(response, KEEP_ALIVE_MS, () => stillHolds(principal));
    if (server.state === 'running') {
      stream.send(ready);
    } else if (server.state === 'failed') {
      stream.send(failedStep(server.reason ?? 'The start failed'));
    } else {
      for await (const step of servers.progress(owner, toPublicName(name))) {
        if (!stream.open) {
          return;
        }
        stream.send(
          step.ready
            ? ready
            : step.failed
              ? failedStep(step.message)
              : { progress: step.progress, message: step.message }
        );
      }
    }
    stream.end();
  };

  for (const path of ['/users/:name/server', '/users/:name/servers/{:server}']) {
    api.on('post', path, start);
    api.on('delete', path, stop);
  }
  api.on('get', '/users/:name/server/progress', progress);
  api.on('get', '/users/:name/servers/:server/progress', progress);
}

function readyStep(url: string): Model {
  const link = escapeHtml(url);
  return {
    progress: 100,
    ready: true,
    message: `Server ready at ${url}`,
    html_message: `Server ready at <a href="${link}">${link}</a>`,
    url
  };
}

function failedStep(message: string): Model {
  return { progress: 100, failed: true, message };
}
