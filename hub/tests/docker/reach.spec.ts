import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

import Dockerode from 'dockerode';

import { findOrMakeNetwork } from '../../src/docker/network.js';
import { openTunnel, type Tunnel } from '../../src/docker/tunnel.js';
import { addressForContainers } from './address-for-containers.js';
import { LASTING, specOf } from './engine-contract.js';
import { openRealEngine, type RealEngine, SOCKET, TEST_IMAGE } from './real-engine.js';
import { ServersOnDocker } from './servers-on-docker.js';

jest.setTimeout(240_000);

const docker = new Dockerode({ socketPath: SOCKET });

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as { port: number }).port));
  });
}

/** Starts a server, whose start-up asks the hub, and computes in it what its status page says. */
async function statusOfServer(real: RealEngine): Promise<{ host: string; status: number }> {
  const world = await ServersOnDocker.open(real, { image: TEST_IMAGE });
  try {
    const { url, token } = await world.run(await world.user('kim'));
    const { status } = await fetch(`${url}api/status`, {
      headers: { Authorization: `token ${token}` }
    });
    return { host: new URL(url).hostname, status };
  } finally {
    await world.close();
  }
}

describe('an engine in a virtual machine, as Docker Desktop is', () => {
  let real: RealEngine;
  let forwarder: Server;

  beforeAll(async () => {
    const outside = await addressForContainers();
    real = await openRealEngine({
      // Nobody listens on addresses in the virtual machine, nor reaches them; it forwards to our loopback by itself.
      machine: {
        canListen: async host => host === '127.0.0.1',
        textOf: async url =>
          new URL(url).hostname === '127.0.0.1' ? (await fetch(url)).text() : null
      },
      prepare: async owner => {
        const { port } = await findOrMakeNetwork(docker, owner);
        forwarder = createServer(socket => {
          const on = connect(port, '127.0.0.1');
          socket.on('error', () => on.destroy());
          on.on('error', () => socket.destroy());
          socket.pipe(on).pipe(socket);
        });
        await listening(forwarder, port, outside);
      }
    });
  });
  afterAll(async () => {
    await real?.close();
    forwarder?.close();
  });

  it('has servers reached at a port of loopback, and the hub by the name of the host', async () => {
    expect(real.engine.insideAddress().host).toBe('127.0.0.1');
    expect(real.engine.hubUrl()).toMatch(/^http:\/\/host\.docker\.internal:\d+$/);
    expect(await statusOfServer(real)).toEqual({ host: '127.0.0.1', status: 200 });
    const [server] = await real.engine.list();
    const { HostConfig } = await docker.getContainer(server?.id ?? '').inspect();
    expect(Object.values(HostConfig.PortBindings as object)).toEqual([
      [{ HostIp: '127.0.0.1', HostPort: '' }]
    ]);
  });
});

describe('an engine of another machine', () => {
  let directory: string;
  let host: string;
  let front: Server;
  let port: number;
  let tunnel: Tunnel | null = null;
  let opened = 0;
  const problems: string[] = [];
  const at = (name: string) => join(directory, name);

  function makeCertificate(name: string): void {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${host}`, '-days', '2'],
        ...['-out', at(`${name}.pem`), '-keyout', at(`${name}.key`)]
      ],
      { stdio: 'ignore' }
    );
  }

  async function open(authority: string, client: string): Promise<string> {
    // The driver keeps connections for the next request.
    const socketPath = at(`engine-${opened++}.sock`);
    problems.length = 0;
    tunnel = await openTunnel({
      remote: {
        address: `tcp://${host}:${port}`,
        tls: {
          authority: at(`${authority}.pem`),
          certificate: at(`${client}.pem`),
          key: at(`${client}.key`)
        }
      },
      socketPath,
      controlPath: at('ssh'),
      onProblem: problem => problems.push(problem)
    });
    return socketPath;
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lc-reach-'));
    host = await addressForContainers();
    ['engine', 'hub', 'stranger'].forEach(makeCertificate);
    front = createTlsServer(
      {
        cert: readFileSync(at('engine.pem')),
        key: readFileSync(at('engine.key')),
        ca: readFileSync(at('hub.pem')),
        requestCert: true,
        rejectUnauthorized: true
      },
      socket => {
        const engine = connect(SOCKET);
        socket.on('error', () => undefined).on('close', () => engine.destroy());
        engine.on('error', () => undefined).on('close', () => socket.destroy());
        socket.pipe(engine).pipe(socket);
      }
    );
    port = await listening(front, 0, host);
  });
  afterEach(async () => {
    await tunnel?.close();
    tunnel = null;
  });
  afterAll(() => {
    front?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is used over TLS; servers publish a port at its address, the hub listens at ours towards it', async () => {
    const socketPath = await open('engine', 'hub');
    const real = await openRealEngine({ socketPath, host });
    try {
      expect(real.engine.insideAddress().host).toBe(host);
      const { id } = await real.engine.create({ ...specOf(TEST_IMAGE, LASTING), port: 8888 });
      await real.engine.start(id);
      expect((await real.engine.reachServer(id, 8888)).host).toBe(host);
      expect(problems).toEqual([]);
    } finally {
      await real.close();
    }
  });

  it('is refused with what to do when its ports cannot be reached', async () => {
    const socketPath = await open('engine', 'hub');
    const machine = { canListen: () => Promise.resolve(true), textOf: () => Promise.resolve(null) };
    await expect(openRealEngine({ socketPath, host, machine })).rejects.toThrow(
      `the hub does not reach the ports that containers publish at ${host}. Let the firewall of that machine`
    );
  });

  it.each([
    ['a hub that it does not know', 'engine', 'stranger', /certificate|alert|reset/i],
    ['a machine that pretends to be it', 'stranger', 'hub', /self-signed|certificate/i]
  ])('is refused to %s', async (_who, authority, client, words) => {
    const socketPath = await open(authority, client);
    await expect(openRealEngine({ socketPath, host })).rejects.toMatchObject({
      code: 'engine-unavailable'
    });
    expect(problems.join()).toMatch(words);
  });
});
