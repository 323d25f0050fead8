// The processes of a benchmark: it starts its own program again for each of its parts.
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { loadConfig } from '../../hub/src/config.js';
import { SocketGatewayLink } from '../../hub/src/gateway/link.js';
import { gatewayEnvironment } from '../../hub/src/gateway/settings.js';
import { FLAGS } from '../../hub/src/supervisor/flags.js';
import { freePort } from '../../hub/src/testing/free-port.js';
import { run, type Load } from './load.js';
import { serve } from './upstream.js';

/** Of a browser that is signed in as Kim. */
export const SESSION = 'kims-session';

const PARTS = {
  upstream: () => serve(port => process.send?.(port)),
  gateway: () => import('../../hub/src/gateway/main.js'),
  load: () =>
    process.on('message', load => void run(load as Load).then(measured => process.send?.(measured)))
};

const children: ChildProcess[] = [];

/** Runs the benchmark, or the part of it that this process was started as. */
export async function benchOrPart(bench: () => Promise<void>): Promise<void> {
  // A part whose starter is gone ends too.
  process.on('disconnect', () => process.exit());
  const part = process.argv[2];
  if (part) {
    await PARTS[part as keyof typeof PARTS]();
    return;
  }
  try {
    await bench();
  } finally {
    children.forEach(child => child.kill());
  }
  process.exit();
}

export function startPart(
  part: keyof typeof PARTS,
  env: NodeJS.ProcessEnv = {},
  flags: readonly string[] = []
): ChildProcess {
  return start(import.meta.filename, [part], env, flags);
}

export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > giveUpAt) {
      throw new Error(`${what} is not ready after two minutes`);
    }
    await pause(50);
  }
}

export async function startUpstream(): Promise<{ port: number; pid: number }> {
  const child = startPart('upstream');
  const [port] = (await once(child, 'message')) as [number];
  return { port, pid: child.pid ?? 0 };
}

/** The gateway alone; routes are still to be told. @param data - holds `run` */
export async function startGateway(data: string) {
  const port = await freePort();
  const link = new SocketGatewayLink(join(data, 'run', 'gateway-control.sock'), () => new Date());
  await link.openSession(SESSION);
  await link.open();
  const { config } = loadConfig({ LABCOMMONS_PORT: String(port), LABCOMMONS_DATA: data });
  const { pid = 0 } = startPart('gateway', gatewayEnvironment(config), FLAGS.gateway);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/hub/`)).status > 0, 'the gateway');
  return { port, pid, link };
}

/** JupyterHub's proxy, of the version that is installed for tests. */
export async function startProxy(...more: string[]) {
  const [port, apiPort] = [await freePort(), await freePort()];
  const token = randomUUID();
  const home = dirname(
    createRequire(join(process.cwd(), 'hub', 'package.json')).resolve(
      'configurable-http-proxy/package.json'
    )
  );
  const { pid = 0 } = start(
    join(home, 'bin', 'configurable-http-proxy'),
    [
      ...['--ip', '127.0.0.1', '--port', String(port)],
      ...['--api-ip', '127.0.0.1', '--api-port', String(apiPort), '--log-level', 'error'],
      ...more
    ],
    { CONFIGPROXY_AUTH_TOKEN: token }
  );
  const addRoute = async (prefix: string, upstream: number) => {
    const { status } = await fetch(`http://127.0.0.1:${apiPort}/api/routes${prefix}`, {
      method: 'POST',
      headers: { Authorization: `token ${token}` },
      body: JSON.stringify({ target: `http://127.0.0.1:${upstream}` })
    });
    if (status !== 201) {
      throw new Error(`The proxy answers ${status}`);
    }
  };
  return { port, apiPort, token, pid, addRoute };
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
