import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

import { HubMessage } from './control-protocol.js';
import { SocketGatewayLink } from './link.js';
import type { Route } from './ports.js';

const KIM: Route = {
  prefix: '/user/kim/',
  host: '10.0.0.2',
  port: 8888,
  serverId: 'a',
  owner: 'kim',
  app: null
};

let directory: string;
let path: string;
let link: SocketGatewayLink;
let now: Date;
const gateways: FakeGateway[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'link-'));
  path = join(directory, 'control.sock');
  now = new Date('2026-01-01T00:00:00Z');
  link = new SocketGatewayLink(path, () => now);
});
afterEach(async () => {
  gateways.splice(0).forEach(gateway => gateway.socket.destroy());
  await link.close();
  rmSync(directory, { recursive: true });
});

/** The other end, by hand. */
class FakeGateway {
  readonly socket = net.connect(path);
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  constructor() {
    gateways.push(this);
    this.socket.on('error', () => undefined);
    this.reader = createInterface({ input: this.socket });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async next(): Promise<HubMessage> {
    const { value } = (await this.lines.next()) as { value: string };
    return HubMessage.parse(JSON.parse(value));
  }

  say(text: string): void {
    this.socket.write(`${text}\n`);
  }

  async acknowledgeNext(error?: string): Promise<HubMessage> {
    const message = await this.next();
    this.say(JSON.stringify({ id: message.id, error }));
    return message;
  }
}

async function connected(): Promise<FakeGateway> {
  const gateway = new FakeGateway();
  await gateway.acknowledgeNext();
  return gateway;
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const winner = await Promise.race([
    promise,
    new Promise(resolve => setTimeout(resolve, 50, pending))
  ]);
  return winner === pending;
}

it('tells a gateway everything there is, when it connects', async () => {
  await link.addRoute({ ...KIM, prefix: '/user/bob/' });
  await link.addRoute(KIM);
  await link.removeRoute('/user/bob/');
  await link.closeRoute('/user/kim/gpu/');
  await link.openSession('one');
  await link.openSession('two');
  await link.closeSessions(['one']);
  await link.revokeTokens(['ab']);
  await link.announceCode('cd', 'two');
  await link.listenInside({ host: '10.0.0.1', port: 8081 });
  await link.open();
  const { change } = await new FakeGateway().next();
  expect(change).toEqual({
    type: 'snapshot',
    routes: [KIM],
    closed: ['/user/kim/gpu/'],
    sessions: ['two'],
    revocations: [{ hash: 'ab', until: now.getTime() + 10 * 60_000 }],
    codes: [{ hash: 'cd', publicId: 'two', serverId: null, until: now.getTime() + 5 * 60_000 }],
    inside: { host: '10.0.0.1', port: 8081 }
  });
});

it('forgets revocations and codes that are past', async () => {
  await link.revokeTokens(['ab']);
  await link.announceCode('cd', 'two');
  now = new Date(now.getTime() + 11 * 60_000);
  await link.open();
  expect((await new FakeGateway().next()).change).toMatchObject({ revocations: [], codes: [] });
});

it('waits until every gateway has acted on a change', async () => {
  await link.open();
  const [first, second] = [await connected(), await connected()];
  const done = link.addRoute(KIM);
  expect((await first.acknowledgeNext()).change).toEqual({ type: 'add-route', route: KIM });
  expect(await isPending(done)).toBe(true);
  await second.acknowledgeNext();
  await done;
});

it('says so when a gateway cannot', async () => {
  await link.open();
  const gateway = await connected();
  const done = expect(link.listenInside({ host: '10.0.0.1', port: 1 })).rejects.toThrow(
    'listen-inside: EADDRNOTAVAIL'
  );
  await gateway.acknowledgeNext('EADDRNOTAVAIL');
  await done;
});

it('waits for no gateway that goes, and gives the next one everything', async () => {
  await link.open();
  const gateway = await connected();
  const done = link.addRoute(KIM);
  await gateway.next();
  gateway.socket.destroy();
  await done;
  expect((await new FakeGateway().next()).change).toMatchObject({ routes: [KIM] });
});

it('cuts off a gateway that does not act within 5 s', async () => {
  await link.open();
  const gateway = await connected();
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const done = link.closeSessions(['one']);
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  await done;
  await once(gateway.socket, 'close');
});

it('cuts off who speaks another language', async () => {
  await link.open();
  const stranger = await connected();
  stranger.say('GET / HTTP/1.1');
  await once(stranger.socket, 'close');
});

it('takes the place of a hub that was killed', async () => {
  const before = net.createServer().listen(path);
  await once(before, 'listening');
  await link.open();
  expect(statSync(path).isSocket()).toBe(true);
  await connected();
  before.close();
});
