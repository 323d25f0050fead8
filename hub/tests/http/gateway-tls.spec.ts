import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Server } from 'node:tls';

import { pino } from 'pino';
import WebSocket, { WebSocketServer } from 'ws';

import { followCertificate, readCertificate } from '../../src/gateway/certificate.js';
import { createListener } from '../../src/gateway/listener.js';
import { ensureSelfSigned } from '../../src/tls/self-signed.js';
import { ask, eventually, headerValues, World } from './gateway-under-test.js';

const HOSTS = ['localhost', '127.0.0.1', '::1', 'hub.example.org'];
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a gateway that speaks TLS itself', () => {
  let directory: string;
  let files: { certificate: string; key: string };
  const pem = () => readFileSync(files.certificate, 'utf8');

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lc-tls-'));
    files = {
      certificate: join(directory, 'own/certificate.pem'),
      key: join(directory, 'own/key.pem')
    };
    await ensureSelfSigned(files, HOSTS, new Date());
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('makes a certificate for its hosts once, and anew before it ends or when a host is added', async () => {
    const first = pem();
    expect(statSync(files.key).mode & 0o777).toBe(0o600);
    const made = new X509Certificate(first);
    expect(HOSTS.filter(host => !(made.checkHost(host) ?? made.checkIP(host)))).toEqual([]);
    expect(made.checkHost('evil.example.org')).toBeUndefined();

    await ensureSelfSigned(files, HOSTS, new Date(Date.now() + 300 * DAY_MS));
    expect(pem()).toBe(first);
    await ensureSelfSigned(files, [...HOSTS, 'lab.example.org'], new Date());
    const second = pem();
    expect(second).not.toBe(first);
    await ensureSelfSigned(files, HOSTS, new Date(Date.now() + 380 * DAY_MS));
    expect(pem()).not.toBe(second);
  });

  it('tells servers that browsers came by https, whatever they claim', async () => {
    const world = await World.start({ tls: { ...files, isSelfSigned: true } });
    try {
      const { rawHeaders } = await world.echoed(`${world.kimsPrefix}api`, {
        headers: { 'X-Forwarded-Proto': 'http', Host: `localhost:${world.port}` }
      });
      expect(headerValues(rawHeaders, 'X-Forwarded-Proto')).toEqual(['https']);
      expect(headerValues(rawHeaders, 'X-Forwarded-Port')).toEqual([String(world.port)]);
      await expect(ask(world.port, '/')).rejects.toThrow();
    } finally {
      await world.stop();
    }
  });

  it('passes websockets on', async () => {
    const world = await World.start({ tls: { ...files, isSelfSigned: true } });
    const sockets = new WebSocketServer({ noServer: true });
    sockets.on('connection', socket => socket.on('message', data => socket.send(data)));
    world.server.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      sockets.handleUpgrade(request, socket, head, client => sockets.emit('connection', client))
    );
    try {
      const socket = new WebSocket(`wss://localhost:${world.port}${world.kimsPrefix}ws`, {
        ca: pem()
      });
      const big = 'x'.repeat(1_000_000);
      socket.on('open', () => socket.send(big));
      const answer = await new Promise<string>((done, fail) => {
        socket.on('message', (data: Buffer) => done(data.toString()));
        socket.on('error', fail);
      });
      expect(answer).toBe(big);
      socket.terminate();
    } finally {
      sockets.clients.forEach(client => client.terminate());
      await world.stop();
    }
  });

  it('refuses old protocols, and files that do not belong together', async () => {
    const server = createListener((_, response) => response.end('ok'), readCertificate(files));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const old = new Promise<string>(done => {
      const socket = connect({ port, ca: pem(), servername: 'localhost', maxVersion: 'TLSv1.1' });
      socket.once('secureConnect', () => done('connected'));
      socket.once('error', error => done(error.message));
    });
    expect(await old).toMatch(/protocol|version|alert/i);
    server.close();
    const other = { certificate: join(directory, 'b/c.pem'), key: join(directory, 'b/k.pem') };
    await ensureSelfSigned(other, HOSTS, new Date());
    expect(() => readCertificate({ ...files, key: other.key })).toThrow();
  });

  it('takes a renewed certificate into use, and keeps the old one while the new is of no use', async () => {
    const server = createListener((_, response) => response.end('ok'), readCertificate(files));
    const warnings: unknown[] = [];
    const log = pino({ level: 'silent' });
    log.warn = ((about: unknown) => void warnings.push(about)) as typeof log.warn;
    const stop = followCertificate(server as Server, files, log, 20);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    try {
      const first = pem();
      writeFileSync(files.certificate, 'half a certif');
      await eventually(() => warnings.length > 0, 'the warning');
      expect((await ask(port, '/', { trusting: first })).body).toBe('ok');
      await ensureSelfSigned(files, HOSTS, new Date());
      const renewed = async () =>
        (await ask(port, '/', { trusting: pem() }).catch(() => null))?.body === 'ok';
      await eventually(renewed, 'the renewed certificate');
    } finally {
      stop();
      server.close();
    }
  });
});
