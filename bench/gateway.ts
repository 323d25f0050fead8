// The gateway beside configurable-http-proxy and the bare server, over loopback, in one run.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Load, Measured } from './gateway/load.js';
import {
  benchOrPart,
  startGateway,
  startPart,
  startProxy,
  startUpstream,
  until
} from './gateway/processes.js';
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

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}${ROUTE}api/1k`).then(({ status }) => status === 200);
}

async function startOurs(data: string, upstream: number): Promise<Running> {
  const { port, pid, link } = await startGateway(data);
  await link.addRoute({
    prefix: ROUTE,
    host: '127.0.0.1',
    port: upstream,
    serverId: 'bench',
    owner: 'kim',
    app: null
  });
  await until(() => answers(port), 'the route');
  return { port, pid };
}

async function startPeer(upstream: number): Promise<Running> {
  const { port, pid, addRoute } = await startProxy(
    '--default-target',
    `http://127.0.0.1:${upstream}`
  );
  await until(async () => {
    await addRoute(ROUTE, upstream);
    return answers(port);
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
    gateway: await startOurs(data, upstream.port),
    peer: await startPeer(upstream.port),
    bare: upstream
  };
  const generator = startPart('load');
  const small = await measureAll(generator, running, CASES.small);
  const large = await measureAll(generator, running, CASES.large);
  const echo = await measureAll(generator, running, CASES.echo);
  const echoes = await measureAll(generator, running, CASES.echoes);
  const rate = (all: Record<Target, Result>, beside: 'peer' | 'bare') => ({
    ours: all.gateway.perSecond,
    reference: all[beside].perSecond
  });
  const processor = ({ gateway, peer }: Record<Target, Result>) =>
    compare('the same, processor time of the proxy', 'µs', {
      ours: gateway.processorUs,
      reference: peer.processorUs
    });
  const besidePeer = (
    what: string,
    unit: string,
    all: Record<Target, Result>,
    { atLeastTimes, p99AtMostTimes }: { atLeastTimes: number; p99AtMostTimes: number }
  ) => [
    compare(`${what}, beside configurable-http-proxy`, unit, rate(all, 'peer'), { atLeastTimes }),
    compare(
      'the same, 99th percentile',
      'ms',
      { ours: all.gateway.p99Ms, reference: all.peer.p99Ms },
      { atMostTimes: p99AtMostTimes }
    ),
    processor(all)
  ];
  const besideBare = (what: string, unit: string, all: Record<Target, Result>) =>
    compare(`${what}, beside the bare server`, unit, rate(all, 'bare'));
  const ofSmall = '1 KB answers at 50 connections';
  const ofLarge = '1 MB answers at 8 connections';
  const ofEcho = 'websocket echo on 50 sockets';
  report('gateway', [
    ...besidePeer(ofSmall, 'requests/s', small, { atLeastTimes: 2, p99AtMostTimes: 1 }),
    besideBare(ofSmall, 'requests/s', small),
    ...besidePeer(ofLarge, 'requests/s', large, { atLeastTimes: 1.5, p99AtMostTimes: 1 }),
    besideBare(ofLarge, 'requests/s', large),
    ...besidePeer(ofEcho, 'messages/s', echo, { atLeastTimes: 1.5, p99AtMostTimes: 1.1 }),
    compare(
      'the same with 8 messages under way on each, beside configurable-http-proxy',
      'messages/s',
      rate(echoes, 'peer')
    ),
    processor(echoes),
    besideBare(ofEcho, 'messages/s', echo)
  ]);
  rmSync(data, { recursive: true });
}

await benchOrPart(bench);
