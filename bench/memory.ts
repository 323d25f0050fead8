// Memory of all our processes beside JupyterHub with configurable-http-proxy: idle, with routes, with open sockets.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort } from '../hub/src/testing/free-port.js';
import { MESSAGE, upgradeTo } from './gateway/load.js';
import {
  benchOrPart,
  SESSION,
  startGateway,
  startProxy,
  startUpstream,
  until
} from './gateway/processes.js';
import { compare, report } from './report.js';
import { WholeHub } from './whole-hub.js';

const ROUTES = 1000;
const SOCKETS = 1000;
const AT_ONCE = 50;
const SETTLE_MS = 10_000;
/** Has JupyterHub, of the version that PyPI has. */
const IMAGE = 'labcommons/test-lab46:latest';
const MiB = 2 ** 20;

let jupyterhub: string | null = null;

/** Memory of processes, what several share counted once, in MiB. */
function memoryOf(pids: readonly number[]): number {
  const bytes = pids.map(pid => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024;
  });
  return bytes.reduce((sum, each) => sum + each, 0) / MiB;
}

const prefixOf = (index: number) => `/user/user-${index}/`;

/** The gateway alone, with as many routes as it is told of. */
async function startOurs(data: string, upstream: number) {
  const { port, pid, link } = await startGateway(data);
  const addRoutes = async () => {
    for (let index = 0; index < ROUTES; index++) {
      await link.addRoute({
        prefix: prefixOf(index),
        host: '127.0.0.1',
        port: upstream,
        serverId: `bench-${index}`,
        owner: `user-${index}`,
        app: null
      });
    }
  };
  return { port, pid, addRoutes };
}

/** JupyterHub in a container on this machine's network, behind a proxy that runs outside. */
async function startPeer(upstream: number) {
  const { port, apiPort, token, pid, addRoute } = await startProxy();
  const hubPort = await freePort();
  const [container] = docker(
    ...['run', '--detach', '--rm', '--network', 'host', '--workdir', '/tmp'],
    ...['--env', `CONFIGPROXY_AUTH_TOKEN=${token}`, '--entrypoint', 'jupyterhub', IMAGE],
    `--JupyterHub.bind_url=http://127.0.0.1:${port}`,
    `--JupyterHub.hub_bind_url=http://127.0.0.1:${hubPort}`,
    '--JupyterHub.authenticator_class=dummy',
    '--JupyterHub.spawner_class=simple',
    '--Authenticator.allow_all=True',
    '--ConfigurableHTTPProxy.should_start=False',
    `--ConfigurableHTTPProxy.api_url=http://127.0.0.1:${apiPort}`
  );
  jupyterhub = container ?? null;
  await until(
    async () => (await fetch(`http://127.0.0.1:${port}/hub/login`)).status === 200,
    'JupyterHub'
  );
  const [, ...processes] = docker('top', container ?? '', '-eo', 'pid,args');
  const pids = processes.map(line => Number(line.trim().split(/\s+/)[0]));
  const addRoutes = async () => {
    for (let index = 0; index < ROUTES; index++) {
      await addRoute(prefixOf(index), upstream);
    }
  };
  return { port, pids: [pid, ...pids], addRoutes };
}

function docker(...args: string[]): string[] {
  return execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}

/** Opens sockets to as many servers and says a word through each. */
async function openSockets(port: number): Promise<() => void> {
  const sockets: Socket[] = [];
  for (let first = 0; first < SOCKETS; first += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, offset) => {
        const path = `${prefixOf((first + offset) % ROUTES)}ws`;
        const socket = connect(port, '127.0.0.1');
        sockets.push(socket);
        socket.write(upgradeTo(port, path, `Cookie: jupyterhub-session-id=${SESSION}`));
        const [answer] = (await once(socket, 'data')) as [Buffer];
        if (!answer.toString('latin1').startsWith('HTTP/1.1 101 ')) {
          throw new Error(`not the answer expected: ${answer.toString('latin1')}`);
        }
        socket.write(MESSAGE);
        await once(socket, 'data');
      })
    );
  }
  return () => sockets.forEach(socket => socket.destroy());
}

async function bench(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'labcommons-bench-'));
  mkdirSync(join(data, 'run'));
  const hub = await WholeHub.start({
    images: [{ id: 'stock', title: 'Stock', reference: IMAGE }],
    domains: [{ id: 'small', title: 'Small', images: ['stock'] }]
  });
  try {
    const upstream = await startUpstream();
    const gateway = await startOurs(data, upstream.port);
    const peer = await startPeer(upstream.port);
    await fetch(`${hub.origin}/hub/login`);

    // A second gateway takes the routes: what it grows by, the one of the hub would.
    const measure = async () => {
      await pause(SETTLE_MS);
      return { gateway: memoryOf([gateway.pid]), peer: memoryOf(peer.pids) };
    };
    await until(async () => !hub.isBusy, 'the end of what a start sets going');
    const idle = await measure();
    const whole = memoryOf(hub.pids);
    const each = hub.pids.map(pid => memoryOf([pid]).toFixed(0)).join(', ');
    console.error(`supervisor, gateway, hub and files worker, idle: ${each} MiB`);
    const ours = ({ gateway: now }: typeof idle) => whole + now - idle.gateway;
    await gateway.addRoutes();
    await peer.addRoutes();
    const routed = await measure();
    const closers = [await openSockets(gateway.port), await openSockets(peer.port)];
    const connected = await measure();
    closers.forEach(close => close());

    const row = (what: string, at: typeof idle) =>
      compare(what, 'MiB', { ours: ours(at), reference: at.peer }, { atMostTimes: 0.5 });
    report('memory', [
      row('all processes, idle', idle),
      row(`with ${ROUTES} routes`, routed),
      row(`with ${ROUTES} routes and ${SOCKETS} open websockets`, connected)
    ]);
  } finally {
    if (jupyterhub) {
      docker('rm', '--force', jupyterhub);
    }
    await hub.remove();
    rmSync(data, { recursive: true });
  }
}

await benchOrPart(bench);
