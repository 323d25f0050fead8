// Fifty servers that are started at once, and how long others wait for their home page meanwhile.
import { get } from 'node:http';

import type { Server } from '../hub/contract/servers.js';
import { compare, report } from './report.js';
import { type Visitor, WholeHub } from './whole-hub.js';

const SERVERS = Number(process.env['SERVERS'] ?? 50);
const MOST_MS = 200;
const PAGE_EVERY_MS = 50;
const GIVE_UP_MS = 900_000;

/** A web server that starts in a moment, in the image that all others are made on. */
const LIGHT = {
  id: 'light',
  title: 'Light',
  reference: 'labcommons/base:latest',
  app: { command: ['python3', '-m', 'http.server', '{port}'], stripPrefix: true }
};

/** With which the hub finds out how to reach containers. */
const STOCK = { id: 'stock', title: 'Stock', reference: 'labcommons/test-lab46:latest' };

const hub = await WholeHub.start({
  images: [STOCK, LIGHT],
  domains: [
    { id: 'small', title: 'Small', images: ['light'], memoryBytes: 256 * 2 ** 20, cores: 0.5 }
  ]
});

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** As a browser goes there; `fetch` says of itself that it is no navigation. */
function homePage({ cookie }: Visitor): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    get(`${hub.origin}/hub/home`, { headers: { Cookie: cookie }, agent: false }, answer => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(performance.now() - begin)
          : reject(new Error(`The home page answers ${answer.statusCode}`))
      );
    }).on('error', reject);
  });
}

async function server(visitor: Visitor): Promise<Server> {
  return (await hub.api(visitor, 'GET', '/servers/default')).json() as Promise<Server>;
}

/** Resolves once every one runs. @throws Error when one fails */
async function allRun(visitors: readonly Visitor[]): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  let missing = [...visitors];
  while (missing.length > 0) {
    const { state, reason } = await server(missing[0] as Visitor);
    if (state === 'running') {
      missing = missing.slice(1);
    } else if (state === 'failed' || Date.now() > giveUpAt) {
      throw new Error(`The server of ${missing[0]?.name} is ${state}: ${reason}`);
    } else {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

try {
  const names = Array.from({ length: SERVERS }, (_, index) => `user-${index}`);
  const [other, ...visitors] = await hub.addUsers(['other', ...names]);
  if (!other) {
    throw new Error('There is nobody to wait for his home page');
  }
  const idle: number[] = [];
  for (let page = 0; page < 40; page++) {
    idle.push(await homePage(other));
  }
  const meanwhile: number[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      meanwhile.push(await homePage(other));
      await new Promise(resolve => setTimeout(resolve, PAGE_EVERY_MS));
    }
  })();
  const begin = performance.now();
  const answers = await Promise.all(
    visitors.map(visitor => hub.api(visitor, 'POST', '/servers/default/start'))
  );
  if (answers.some(({ status }) => status !== 202)) {
    throw new Error('A start was refused');
  }
  await allRun(visitors);
  const seconds = (performance.now() - begin) / 1000;
  isOver = true;
  await watching;
  const containers = hub.containers().length;
  if (containers !== SERVERS) {
    throw new Error(`${SERVERS} servers have ${containers} containers`);
  }
  console.error(
    `${SERVERS} servers in ${seconds.toFixed(1)} s; home pages when nothing starts: ${percentile(idle, 0.95).toFixed(1)} ms`
  );
  report('room', [
    compare(
      `home pages of others while ${SERVERS} servers start, 95th percentile of ${meanwhile.length}, beside what they may take`,
      'ms',
      { ours: percentile(meanwhile, 0.95), reference: MOST_MS },
      { atMostTimes: 1 }
    )
  ]);
} finally {
  await hub.remove();
}
