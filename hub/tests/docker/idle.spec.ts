import WebSocket from 'ws';

import type { User } from '../../src/accounts/types.js';
import { workIn } from '../../src/servers/idle-work.js';
import { until } from '../../src/testing/until.js';
import { openRealEngine, type RealEngine } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(300_000);

/** With Python and R. */
const IMAGE = 'labcommons/r-notebook:latest';
const LIMIT_MS = 48 * 3600 * 1000;
const WAIT_MS = 90_000;

let real: RealEngine;
let world: ServersOnDocker;
let kim: User;
let url: string;
let headers: Record<string, string>;

beforeAll(async () => {
  real = await openRealEngine();
  world = await ServersOnDocker.open(real, { image: IMAGE });
  kim = await world.user('kim');
  const { token, ...server } = await world.run(kim);
  url = server.url;
  headers = { Authorization: `token ${token}`, 'Content-Type': 'application/json' };
});

afterAll(async () => {
  await world?.close();
  await real?.close();
});

/** Opens a socket of the server, does something there and leaves. */
async function visit(path: string, ...messages: unknown[]): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  messages.forEach(message => socket.send(JSON.stringify(message)));
  // Closed in order, so that all has arrived.
  socket.close();
  await new Promise(resolve => socket.on('close', resolve));
}

async function make(path: string, body: unknown): Promise<{ id: string; name: string }> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body)
  });
  expect([path, answer.ok]).toEqual([path, true]);
  return (await answer.json()) as { id: string; name: string };
}

function cell(code: string): unknown {
  return {
    header: {
      msg_id: 'm',
      msg_type: 'execute_request',
      version: '5.3',
      username: '',
      session: 's'
    },
    parent_header: {},
    metadata: {},
    channel: 'shell',
    content: { code, silent: false }
  };
}

async function works(): Promise<boolean> {
  const row = world.services.byOwner('kim', '');
  return row !== null && workIn(real.engine)(row, '/user/kim/');
}

/** The idle limit goes by, and the hub looks. */
async function timePasses(): Promise<string> {
  world.advance(LIMIT_MS);
  await world.services.look();
  return world.services.get(kim, '').state;
}

/** Runs cells one after another, so that a kernel is known to listen before the one that counts comes. */
async function computes(kernel: string, code: string): Promise<void> {
  const { id } = await make('api/kernels', { name: kernel });
  await visit(`api/kernels/${id}/channels`, cell(code));
  await until(`the kernel ${kernel} to be busy`, works, WAIT_MS);
  expect(await timePasses()).toBe('running');
  await fetch(`${url}api/kernels/${id}`, { method: 'DELETE', headers });
  await until(`the kernel ${kernel} to be gone`, async () => !(await works()), WAIT_MS);
}

it('runs on while something works in it that nobody sees, and stops with open kernels and terminals at rest', async () => {
  await computes('python3', 'import time; time.sleep(600)');
  await computes('ir', 'repeat {}');

  const { name } = await make('api/terminals', {});
  await visit(`terminals/websocket/${name}`, ['stdin', 'sleep 600 &\r']);
  await until('the program in the terminal', works, WAIT_MS);
  expect(await timePasses()).toBe('running');
  await visit(`terminals/websocket/${name}`, ['stdin', 'kill %1\r']);
  await until('the terminal to rest', async () => !(await works()), WAIT_MS);

  await make('api/kernels', { name: 'python3' });
  expect(await timePasses()).toBe('stopping');
  expect(world.services.get(kim, '').reason).toMatch('Nothing happened in it for 48 h');
  await world.services.settled(world.services.get(kim, '').id);
});
