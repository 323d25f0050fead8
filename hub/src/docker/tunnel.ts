import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, isIP, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';

import type { RemoteEngine } from '../settings-file.js';

const SSH = 'ssh';
/** Firewalls forget connections that say nothing for long, such as that of the engine's events. */
const ALIVE_SECONDS = 30;
const HEARD_WITHIN_MS = 1000;
/** Longest part of what `ssh` says that is passed on. */
const MOST_TEXT = 500;

export interface TunnelSettings {
  readonly remote: RemoteEngine;
  /** A socket of the hub's own, in a directory that nobody else may enter. */
  readonly socketPath: string;
  /** Default: the one of the machine. */
  readonly sshProgram?: string;
  /** Where `ssh` keeps the connection that all requests share; absolute, short. */
  readonly controlPath: string;
  /** Told each time the engine's machine cannot be reached, in words. */
  readonly onProblem: (problem: string) => void;
}

/** A socket of this machine behind which the engine of another one answers. */
export interface Tunnel {
  close(): Promise<void>;
}

/** Name or IP address of the engine's machine. */
export function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^\[|\]$/g, '');
}

/**
 * Opens a socket, each connection to which is one to the engine: by TLS with a certificate of ours, or by `ssh`, which
 * knows hosts and keys as it does for the user that the hub runs as.
 */
export async function openTunnel(settings: TunnelSettings): Promise<Tunnel> {
  const address = new URL(settings.remote.address);
  const dial = address.protocol === 'ssh:' ? dialBySsh : dialByTls;
  const near = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    near.add(socket);
    socket.on('error', () => undefined).on('close', () => near.delete(socket));
    dial(socket, address, settings);
  });
  rmSync(settings.socketPath, { force: true });
  await listening(server, settings.socketPath);
  return {
    close: async () => {
      near.forEach(socket => socket.destroy());
      await new Promise(resolve => server.close(resolve));
      if (address.protocol === 'ssh:') {
        await endShared(address, settings);
      }
    }
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function dialByTls(near: Socket, address: URL, { remote, onProblem }: TunnelSettings): void {
  const host = hostOf(address.href);
  try {
    const far = connectSecurely({
      host,
      port: Number(address.port),
      ...(isIP(host) ? {} : { servername: host }),
      ...(remote.tls && {
        ca: readFileSync(remote.tls.authority),
        cert: readFileSync(remote.tls.certificate),
        key: readFileSync(remote.tls.key)
      })
    });
    far.setKeepAlive(true, ALIVE_SECONDS * 1000);
    // Whoever does not take our certificate may just hang up, after the handshake.
    let problem: string | null =
      'it ends the connection without an answer: does it take our certificate?';
    far.once('data', () => (problem = null));
    near.on('close', () => {
      problem = null;
      far.destroy();
    });
    far.on('error', error => (problem = error.message));
    far.on('close', () => {
      if (problem !== null) {
        onProblem(problem);
      }
      near.destroy();
    });
    near.pipe(far).pipe(near);
  } catch (error) {
    onProblem((error as Error).message);
    near.destroy();
  }
}

/** Ends the connection that all requests shared, if there is one. */
function endShared(address: URL, { controlPath, sshProgram = SSH }: TunnelSettings): Promise<void> {
  const control = ['-o', `ControlPath=${controlPath}`, '-O', 'exit'];
  return new Promise(resolve => {
    const args = [...control, '--', hostOf(address.href)];
    const child = spawn(sshProgram, args, { stdio: 'ignore' });
    child.on('error', () => resolve()).on('exit', () => resolve());
  });
}

function dialBySsh(
  near: Socket,
  address: URL,
  { controlPath, onProblem, sshProgram = SSH }: TunnelSettings
): void {
  const child = spawn(
    sshProgram,
    [
      ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30'],
      // One connection for all requests: each would be a sign-in of its own.
      ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${controlPath}`],
      ...['-o', 'ControlPersist=60', '-o', `ServerAliveInterval=${ALIVE_SECONDS}`],
      ...(address.username ? ['-l', decodeURIComponent(address.username)] : []),
      ...(address.port ? ['-p', address.port] : []),
      ...['--', hostOf(address.href), 'docker', 'system', 'dial-stdio']
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] }
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MOST_TEXT);
  });
  child.on('error', error => {
    onProblem(error.message);
    near.destroy();
  });
  const heard = new AbortController();
  child.on('close', () => heard.abort());
  const exited = new Promise<number | null>(resolve => child.on('exit', resolve));
  child.stdout.on('end', () => {
    void exited.then(async code => {
      if (code === 0) {
        near.end();
      } else if (!near.destroyed) {
        // Who waits for an answer gets none before it is known why. The shared connection, which outlives its first
        // user, keeps that one's stderr open, so that its end is not waited for.
        await pause(HEARD_WITHIN_MS, undefined, { signal: heard.signal }).catch(() => undefined);
        onProblem(said.trim() || `ssh ended with ${code}`);
        near.destroy();
      }
    });
  });
  near.on('close', () => child.kill());
  child.stdin.on('error', () => undefined);
  near.pipe(child.stdin);
  child.stdout.pipe(near, { end: false });
}
