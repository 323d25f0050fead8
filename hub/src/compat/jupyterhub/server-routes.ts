import type { Server } from '../../../contract/servers.js';
import type { Principal, User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import { EventStream } from '../../http/event-stream.js';
import { DEFAULT_SERVER, serverPrefix, toPublicName, toRowName } from '../../servers/names.js';
import type { Callers } from './callers.js';
import type { HubApi, HubHandler } from './hub-api.js';
import { type HubPaths, type Model, serverModel } from './models.js';
import type { HubServers } from './ports.js';
import { isRemoval, type ServerWish, wishOf } from './server-wishes.js';

const KEEP_ALIVE_MS = 8_000;

/** The name of a server in a path. @throws AppError `invalid-request` for ours of the default server */
function nameIn(params: Readonly<Record<string, string>>): string {
  const name = params['server'] ?? '';
  if (name === DEFAULT_SERVER) {
    throw new AppError('invalid-request', `The name of a server cannot be "${DEFAULT_SERVER}"`);
  }
  return name;
}

function isEnded({ state }: Server): boolean {
  return state === 'stopped' || state === 'failed';
}

/** A limit is a 400 for JupyterHub. */
async function asJupyterHub<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof AppError && error.code === 'limit-reached'
      ? new AppError('invalid-request', error.message)
      : error;
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
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

  function existing(owner: User, name: string): Server {
    const server = find(owner, name);
    if (!server) {
      throw new AppError('not-found', `${owner.name} has no server named '${name}'`);
    }
    return server;
  }

  const show: HubHandler = ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'read:servers');
    response.json(serverModel(owner, existing(owner, nameIn(params)), paths));
  };

  const start: HubHandler = async ({ principal, params, body, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'start:servers', 'servers');
    const name = nameIn(params);
    const wish = wishOf(body);
    const before = find(owner, name);
    if (before?.state === 'running') {
      throw new AppError('invalid-request', `${before.name} is already running`);
    }
    if (before?.state === 'starting') {
      response.status(202).end();
      return;
    }
    const server = await asJupyterHub(async () => {
      await prepare(owner, name, before, wish);
      return servers.start(owner, toPublicName(name));
    });
    response.status(server.state === 'running' ? 201 : 202).end();
  };

  /** Makes the server be what is wished, if anything is. */
  async function prepare(
    owner: User,
    name: string,
    before: Server | null,
    wish: ServerWish
  ): Promise<void> {
    if (Object.keys(wish).length === 0) {
      return;
    }
    if (before) {
      await servers.settings.edit(owner, before.name, wish);
    } else {
      servers.settings.create(owner, { name: toPublicName(name), ...wish });
    }
  }

  const create: HubHandler = async ({ principal, params, body, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'servers');
    const wish = { name: toPublicName(nameIn(params)), ...wishOf(body) };
    const server = await asJupyterHub(async () => servers.settings.create(owner, wish));
    response.status(201).json(serverModel(owner, server, paths));
  };

  const edit: HubHandler = async ({ principal, params, body, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'servers');
    const { name } = existing(owner, nameIn(params));
    const server = await servers.settings.edit(owner, name, wishOf(body));
    response.json(serverModel(owner, server, paths));
  };

  const stop: HubHandler = async ({ principal, params, body, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'delete:servers');
    const name = params['server'] ?? '';
    const removes = isRemoval(body);
    if (removes && name === '') {
      throw new AppError('invalid-request', 'The default server is not removed here');
    }
    const before = name === '' ? find(owner, name) : existing(owner, name);
    if (!before || (isEnded(before) && !removes)) {
      response.status(204).end();
      return;
    }
    const isStopping = before.state === 'stopping' || isEnded(before);
    const server = isStopping ? before : await servers.stop(owner, before.name);
    if (removes) {
      await servers.settled(server.id);
      await servers.remove(owner, server.name);
    }
    response.status(removes || isEnded(server) ? 204 : 202).end();
  };

  const progress: HubHandler = async ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'read:servers');
    const name = params['server'] ?? '';
    const server = existing(owner, name);
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
    api.on('get', path, show);
    api.on('post', path, start);
    api.on('put', path, create);
    api.on('patch', path, edit);
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
