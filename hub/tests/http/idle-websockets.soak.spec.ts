import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import WebSocket, { WebSocketServer } from 'ws';

import { isSoak } from '../../src/testing/soak.js';
import { World } from './gateway-under-test.js';

const COUNT = isSoak ? 1000 : 50;
const IDLE_MS = isSoak ? 10 * 60_000 : 0;

jest.setTimeout(IDLE_MS + 60_000);

let world: World;
let sockets: WebSocketServer;

beforeAll(async () => {
  world = await World.start();
  sockets = new WebSocketServer({ noServer: true });
  world.server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, socket, head, client =>
      client.on('message', data => client.send(data))
    )
  );
});
afterAll(async () => {
  sockets.clients.forEach(client => client.terminate());
  await world.stop();
});

it('keeps idle websockets over a restart of the hub, whose messages arrive afterwards', async () => {
  const clients = await Promise.all(
    Array.from({ length: COUNT }, async () => {
      const client = new WebSocket(`ws://127.0.0.1:${world.port}/user/kim/api/kernels/1/channels`);
      await once(client, 'open');
      return client;
    })
  );
  const gone: number[] = [];
  clients.forEach((client, i) => client.on('close', () => gone.push(i)));
  await pause(IDLE_MS / 2);
  await world.killHub();
  await world.startHub();
  await pause(IDLE_MS / 2);
  expect(gone).toEqual([]);
  const echoes = clients.map(client => once(client, 'message'));
  clients.forEach((client, i) => client.send(String(i)));
  const texts = (await Promise.all(echoes)).map(([data]) => String(data));
  expect(texts).toEqual(clients.map((_, i) => String(i)));
  clients.forEach(client => client.close());
});
