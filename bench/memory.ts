// Memory of all our processes beside JupyterHub with configurable-http-proxy: idle, with routes, with open sockets.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { loadConfig } from '../hub/src/config.js';
import { SocketGatewayLink } from '../hub/src/gateway/link.js';
import { gatewayEnvironment } from '../hub/src/gateway/settings.js';
import { FLAGS } from '../hub/src/supervisor/flags.js';
import { MESSAGE, upgradeTo } from './gateway/load.js';
import { serve } from './gateway/upstream.js';
import { compare, report } from './report.js';
import { freePort, WholeHub } from './whole-hub.js';

const ROUTES = 1000;
const SOCKETS = 1000;
const AT_ONCE = 50;
const SETTLE_MS = 10_000;
/** Has JupyterHub, of the version that PyPI has. */
const IMAGE = 'labcommons/test-lab46:latest';
const SESSION = 'kims-session';
const MiB = 2 ** 20;

const children: ChildProcess[] = [];
let jupyterhub: string | null = null;

/** Memory of processes, what several share counted once, in MiB. */
function memoryOf(pids: readonly number[]): number {
  const bytes = pids.map(pid => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024;
  });
  return bytes.reduce((sum, each) => sum + each, 0) / MiB;
}

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

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > giveUpAt) {
      throw new Error(`${what} is not ready after two minutes`);
    }
    await pause(100);
  }
}

const prefixOf = (index: number) => `/user/user-${index}/`;

/** The gateway alone, with as many routes as it is told of. */
async function startGateway(data: string, upstream: number) {
  const port = await freePort();
  const link = new SocketGatewayLink(join(data, 'run', 'gateway-control.sock'), () => new Date());
  await link.openSession(SESSION);
  await link.open();
  const { config } = loadConfig({ LABCOMMONS_PORT: String(port), LABCOMMONS_DATA: data });
  const env = gatewayEnvironment(config);
  const child = start(import.meta.filename, ['gateway'], env, FLAGS.gateway);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/hub/`)).status > 0, 'the gateway');
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
  return { port, pid: child.pid ?? 0, addRoutes };
}

/** JupyterHub in a container on this machine's network, behind a proxy that runs outside. */
async function startPeer(upstream: number) {
  const [port, apiPort, hubPort] = [await freePort(), await freePort(), await freePort()];
  const token = randomUUID();
  const home = dirname(
    createRequire(join(process.cwd(), 'hub', 'package.json')).resolve(
      'configurable-http-proxy/package.json'
    )
  );
  const proxy = start(
    join(home, 'bin', 'configurable-http-proxy'),
    [
      ...['--ip', '127.0.0.1', '--port', String(port)],
      ...['--api-ip', '127.0.0.1', '--api-port', String(apiPort), '--log-level', 'error']
    ],
    { CONFIGPROXY_AUTH_TOKEN: token }
  );
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
      const added = await fetch(`http://127.0.0.1:${apiPort}/api/routes${prefixOf(index)}`, {
        method: 'POST',
        headers: { Authorization: `token ${token}` },
        body: JSON.stringify({ target: `http://127.0.0.1:${upstream}` })
      });
      if (added.status !== 201) {
        throw new Error(`The proxy answers ${added.status}`);
      }
    }
  };
  return { port, pids: [proxy.pid ?? 0, ...pids], addRoutes };
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
    const upstreamProcess = start(import.meta.filename, ['upstream']);
    const [upstream] = (await once(upstreamProcess, 'message')) as [number];
    const gateway = await startGateway(data, upstream);
    const peer = await startPeer(upstream);
    await fetch(`${hub.origin}/hub/login`);

    // A second gateway takes the routes: what it grows by, the one of the hub would.
    const measure = async () => {
      await pause(SETTLE_MS);
      return { gateway: memoryOf([gateway.pid]), peer: memoryOf(peer.pids) };
    };
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

// A part whose starter is gone ends too.
process.on('disconnect', () => process.exit());
switch (process.argv[2]) {
  case 'upstream':
    serve(port => process.send?.(port));
    break;
  case 'gateway':
    await import('../hub/src/gateway/main.js');
    break;
  default:
    try {
      await bench();
    } finally {
      children.forEach(child => child.kill());
    }
    process.exit();
}
