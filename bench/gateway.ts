// The gateway beside configurable-http-proxy and the bare server, over loopback, in one run.
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { loadConfig } from '../hub/src/config.js';
import { SocketGatewayLink } from '../hub/src/gateway/link.js';
import { gatewayEnvironment } from '../hub/src/gateway/settings.js';
import { FLAGS } from '../hub/src/supervisor/flags.js';
import { run, type Load, type Measured } from './gateway/load.js';
import { serve } from './gateway/upstream.js';
import { compare, median, report } from './report.js';

type Target = 'gateway' | 'peer' | 'bare';
const TARGETS: readonly Target[] = ['gateway', 'peer', 'bare'];

/** Where a target answers, and its process. */
interface Running {
  readonly port: number;
  readonly pid: number;
}

/** Medians of the rounds, and what an answer costs. */
interface Result {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Time of a processor for each answer, of all rounds together. */
  readonly processorUs: number;
}

interface Case {
  readonly load: Omit<Load, 'port'>;
  readonly rounds: number;
}

const WARM_UP_MS = 1_500;
const ROUTE = '/user/kim/';
const CASES = {
  small: { load: { kind: 'http', path: `${ROUTE}api/1k`, connections: 50, ms: 1_800 }, rounds: 7 },
  large: { load: { kind: 'http', path: `${ROUTE}files/1m`, connections: 8, ms: 800 }, rounds: 5 },
  echo: { load: { kind: 'websocket', path: `${ROUTE}ws`, connections: 50, ms: 800 }, rounds: 5 },
  echoes: {
    load: { kind: 'websocket', path: `${ROUTE}ws`, connections: 50, inFlight: 8, ms: 800 },
    rounds: 5
  }
} satisfies Record<string, Case>;

const children: ChildProcess[] = [];

function start(
  module: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  flags: readonly string[] = []
): ChildProcess {
  const child = fork(module, args, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: [...flags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
  children.push(child);
  return child;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function until(isReady: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await isReady().catch(() => false))) {
    if (Date.now() > giveUpAt) {
      throw new Error(`${what} is not ready after 20 s`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}${ROUTE}api/1k`).then(({ status }) => status === 200);
}

async function startUpstream(): Promise<Running> {
  const child = start(import.meta.filename, ['upstream']);
  const [port] = (await once(child, 'message')) as [number];
  return { port, pid: child.pid ?? 0 };
}

async function startGateway(data: string, upstream: number): Promise<Running> {
  const port = await freePort();
  const link = new SocketGatewayLink(join(data, 'run', 'gateway-control.sock'), () => new Date());
  await link.addRoute({
    prefix: ROUTE,
    host: '127.0.0.1',
    port: upstream,
    serverId: 'bench',
    owner: 'kim',
    app: null
  });
  await link.openSession('kims-session');
  await link.open();
  const { config } = loadConfig({ LABCOMMONS_PORT: String(port), LABCOMMONS_DATA: data });
  const env = gatewayEnvironment(config);
  const { pid = 0 } = start(import.meta.filename, ['gateway'], env, FLAGS.gateway);
  await until(() => answers(port), 'the gateway');
  return { port, pid };
}

async function startPeer(upstream: number): Promise<Running> {
  const [port, apiPort] = [await freePort(), await freePort()];
  const token = randomUUID();
  const home = dirname(
    createRequire(join(process.cwd(), 'hub', 'package.json')).resolve(
      'configurable-http-proxy/package.json'
    )
  );
  const bare = `http://127.0.0.1:${upstream}`;
  const { pid = 0 } = start(
    join(home, 'bin', 'configurable-http-proxy'),
    [
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--api-ip',
      '127.0.0.1',
      '--api-port',
      String(apiPort),
      '--log-level',
      'error',
      '--default-target',
      bare
    ],
    { CONFIGPROXY_AUTH_TOKEN: token }
  );
  await until(async () => {
    const added = await fetch(`http://127.0.0.1:${apiPort}/api/routes${ROUTE}`, {
      method: 'POST',
      headers: { Authorization: `token ${token}` },
      body: JSON.stringify({ target: bare })
    });
    return added.status === 201 && (await answers(port));
  }, 'configurable-http-proxy');
  return { port, pid };
}

async function measure(generator: ChildProcess, load: Load): Promise<Measured> {
  generator.send(load);
  const [measured] = (await once(generator, 'message')) as [Measured];
  return measured;
}

/** Seconds of a processor that a process has used. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measureAll(
  generator: ChildProcess,
  running: Record<Target, Running>,
  { load, rounds }: Case
): Promise<Record<Target, Result>> {
  const samples: Record<Target, Measured[]> = { gateway: [], peer: [], bare: [] };
  const seconds: Record<Target, number> = { gateway: 0, peer: 0, bare: 0 };
  for (const target of TARGETS) {
    // Long enough for the compiler to have seen the paths that count.
    await measure(generator, { ...load, port: running[target].port, ms: WARM_UP_MS });
  }
  for (let round = 0; round < rounds; round++) {
    for (const target of TARGETS) {
      const { port, pid } = running[target];
      const before = processorSeconds(pid);
      samples[target].push(await measure(generator, { ...load, port }));
      seconds[target] += processorSeconds(pid) - before;
    }
  }
  const middle = (target: Target): Result => ({
    perSecond: median(samples[target].map(({ perSecond }) => perSecond)),
    p99Ms: median(samples[target].map(({ p99Ms }) => p99Ms)),
    processorUs:
      (seconds[target] * 1e6) / samples[target].reduce((sum, { count }) => sum + count, 0)
  });
  return { gateway: middle('gateway'), peer: middle('peer'), bare: middle('bare') };
}

async function bench(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'labcommons-bench-'));
  mkdirSync(join(data, 'run'));
  const upstream = await startUpstream();
  const running = {
    gateway: await startGateway(data, upstream.port),
    peer: await startPeer(upstream.port),
    bare: upstream
  };
  const generator = start(import.meta.filename, ['load']);
  const small = await measureAll(generator, running, CASES.small);
  const large = await measureAll(generator, running, CASES.large);
  const echo = await measureAll(generator, running, CASES.echo);
  const echoes = await measureAll(generator, running, CASES.echoes);
  const rate = (all: Record<Target, Result>, beside: 'peer' | 'bare') => ({
    ours: all.gateway.perSecond,
    reference: all[beside].perSecond
  });
  const p99 = (all: Record<Target, Result>, beside: 'peer' | 'bare') => ({
    ours: all.gateway.p99Ms,
    reference: all[beside].p99Ms
  });
  const processor = ({ gateway, peer }: Record<Target, Result>) => ({
    ours: gateway.processorUs,
    reference: peer.processorUs
  });
  report('gateway', [
    compare(
      '1 KB answers at 50 connections, beside configurable-http-proxy',
      'requests/s',
      rate(small, 'peer'),
      { atLeastTimes: 2 }
    ),
    compare('the same, 99th percentile', 'ms', p99(small, 'peer'), { atMostTimes: 1 }),
    compare('the same, processor time of the proxy', 'µs', processor(small)),
    compare(
      '1 KB answers at 50 connections, beside the bare server',
      'requests/s',
      rate(small, 'bare')
    ),
    compare(
      '1 MB answers at 8 connections, beside configurable-http-proxy',
      'requests/s',
      rate(large, 'peer'),
      { atLeastTimes: 1.5 }
    ),
    compare('the same, 99th percentile', 'ms', p99(large, 'peer'), { atMostTimes: 1 }),
    compare('the same, processor time of the proxy', 'µs', processor(large)),
    compare(
      '1 MB answers at 8 connections, beside the bare server',
      'requests/s',
      rate(large, 'bare')
    ),
    compare(
      'websocket echo on 50 sockets, beside configurable-http-proxy',
      'messages/s',
      rate(echo, 'peer'),
      { atLeastTimes: 1.5 }
    ),
    compare('the same, 99th percentile', 'ms', p99(echo, 'peer'), { atMostTimes: 1.1 }),
    compare('the same, processor time of the proxy', 'µs', processor(echo)),
    compare(
      'the same with 8 messages under way on each, beside configurable-http-proxy',
      'messages/s',
      rate(echoes, 'peer')
    ),
    compare('the same, processor time of the proxy', 'µs', processor(echoes)),
    compare(
      'websocket echo on 50 sockets, beside the bare server',
      'messages/s',
      rate(echo, 'bare')
    )
  ]);
  rmSync(data, { recursive: true });
}

// A part whose starter is gone ends too.
process.on('disconnect', () => process.exit());
switch (process.argv[2]) {
  case 'upstream':
    serve(port => process.send?.(port));
    break;
  case 'gateway':
    await import('../hub/src/gateway/main.js');
    break;
  case 'load':
    process.on(
      'message',
      load => void run(load as Load).then(measured => process.send?.(measured))
    );
    break;
  default:
    try {
      await bench();
    } finally {
      children.forEach(child => child.kill());
    }
    process.exit();
}
