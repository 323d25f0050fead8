import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ssh2 from 'ssh2';

import { openTunnel, type Tunnel } from '../../src/docker/tunnel.js';
import { addressForContainers } from './address-for-containers.js';
import { openRealEngine, SOCKET } from './real-engine.js';

const hasSsh = spawnSync('ssh', ['-V']).error === undefined;

/** Runs the engine's `dial-stdio` for whoever signs in with the one key. */
class SshServer {
  connections = 0;
  private readonly server: ssh2.Server;

  constructor(hostKey: Buffer, accepted: Buffer) {
    const allowed = ssh2.utils.parseKey(accepted);
    if (allowed instanceof Error) {
      throw allowed;
    }
    this.server = new ssh2.Server({ hostKeys: [hostKey] }, client => {
      this.connections += 1;
      client.on('error', () => undefined);
      client.on('authentication', attempt => {
        if (attempt.method !== 'publickey' || !attempt.key.data.equals(allowed.getPublicSSH())) {
          attempt.reject(['publickey']);
        } else if (
          attempt.signature &&
          attempt.blob &&
          allowed.verify(attempt.blob, attempt.signature, attempt.hashAlgo) !== true
        ) {
          attempt.reject();
        } else {
          attempt.accept();
        }
      });
      client.on('session', accept => {
        accept().on('exec', (take, refuse, { command }) => {
          if (command !== 'docker system dial-stdio') {
            refuse();
            return;
          }
          const stream = take();
          const engine = connect(SOCKET);
          engine.on('error', () => stream.close()).on('close', () => stream.close());
          stream.on('close', () => engine.destroy());
          stream.pipe(engine).pipe(stream);
        });
      });
    });
  }

  listen(host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, host, () => {
        resolve((this.server.address() as { port: number }).port);
      });
    });
  }

  close(): void {
    this.server.close();
  }
}

(hasSsh ? describe : describe.skip)('an engine of another machine, over ssh', () => {
  let directory: string;
  let host: string;
  let server: SshServer;
  let port: number;
  let tunnel: Tunnel | null = null;
  let opened = 0;
  const problems: string[] = [];
  const at = (name: string) => join(directory, name);

  /** As if the user's own `ssh` were set up so. */
  function configure(key: string, hostKey: string): void {
    const known = readFileSync(at(`${hostKey}.pub`), 'utf8');
    writeFileSync(at('known'), `[${host}]:${port} ${known}`);
    writeFileSync(
      at('config'),
      [
        `IdentityFile ${at(key)}`,
        'IdentitiesOnly yes',
        `UserKnownHostsFile ${at('known')}`,
        'GlobalKnownHostsFile /dev/null',
        'StrictHostKeyChecking yes'
      ].join('\n')
    );
  }

  async function open(): Promise<string> {
    // The driver keeps connections for the next request.
    const socketPath = at(`engine-${opened++}.sock`);
    problems.length = 0;
    tunnel = await openTunnel({
      remote: { address: `ssh://kim@${host}:${port}` },
      socketPath,
      sshProgram: at('ssh'),
      controlPath: at('ssh-shared'),
      onProblem: problem => problems.push(problem)
    });
    return socketPath;
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lc-ssh-'));
    for (const name of ['host', 'user', 'stranger']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
    }
    const program = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    writeFileSync(at('ssh'), `#!/bin/sh\nexec ${program} -F ${at('config')} "$@"\n`, {
      mode: 0o755
    });
    server = new SshServer(readFileSync(at('host')), readFileSync(at('user.pub')));
    host = await addressForContainers();
    port = await server.listen(host);
  });
  afterEach(async () => {
    await tunnel?.close();
    tunnel = null;
  });
  afterAll(() => {
    server?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is used as if it were here, with one sign-in for all requests', async () => {
    configure('user', 'host');
    const real = await openRealEngine({ socketPath: await open(), host });
    try {
      expect(real.engine.insideAddress().host).toBe(host);
      expect(await real.engine.list()).toEqual([]);
      expect(problems).toEqual([]);
      expect(server.connections).toBe(1);
    } finally {
      await real.close();
    }
  });

  it.each([
    ['a machine that is not the one known', 'user', 'stranger', /host key verification failed/i],
    ['a user whose key it does not take', 'stranger', 'host', /permission denied/i]
  ])('is not reached: %s', async (_who, key, hostKey, words) => {
    configure(key, hostKey);
    const socketPath = await open();
    await expect(openRealEngine({ socketPath, host })).rejects.toMatchObject({
      code: 'engine-unavailable'
    });
    expect(problems.join('\n')).toMatch(words);
  });
});
