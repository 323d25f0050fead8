import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import { AppError } from '../errors.js';
import type { PlatformIdentity } from '../identity.js';
import { type ContainerPlace, toCreateOptions } from './container-options.js';
import { ask } from './errors.js';
import { unframe } from './logs.js';
import { canListen, type HubNetwork } from './network.js';
import { PROBE_DIRECTORY, PROBE_PORT, PROBE_SCRIPT } from './probe-script.js';
import { addressOf, type Reach } from './reach.js';
import type { RemoteSides } from './remote.js';
import { probeSpec } from './run-to-end.js';

const ANSWER_MS = 60_000;
const REACHED_MS = 3000;

export interface ProbeSettings {
  readonly hubId: string;
  /** Any Jupyter image that the engine has: Python is all it takes. */
  readonly image: string;
  /** A directory of the hub's own, for the probe's files. */
  readonly directory: string;
  readonly identity: PlatformIdentity;
  /** Null for an engine of this machine. */
  readonly remote: RemoteSides | null;
  /** Tests stand in for machines of other kinds. */
  readonly machine?: Machine;
}

/** What the probe can do where the hub runs. */
export interface Machine {
  canListen(host: string, port: number): Promise<boolean>;
  /** What a web server there says; null when none answers. */
  textOf(url: string): Promise<string | null>;
}

const THIS_MACHINE: Machine = {
  canListen,
  textOf: url =>
    fetch(url, { signal: AbortSignal.timeout(REACHED_MS) })
      .then(response => response.text())
      .catch(() => null)
};

const Answer = z.object({
  nonce: z.string().nullable(),
  hub: z.string().nullable(),
  problem: z.string().nullable()
});

function failure(what: string, advice: string): AppError {
  return new AppError('engine-refused', `The container engine does not fit: ${what}. ${advice}`);
}

/**
 * Where the hub can listen for containers: towards the machine of the engine, on its network's gateway, or wherever the
 * engine's virtual machine forwards to.
 */
async function listenSide(
  network: HubNetwork,
  remote: RemoteSides | null,
  machine: Machine
): Promise<Pick<Reach, 'listenHost' | 'hubHost' | 'extraHosts'>> {
  if (remote) {
    return { listenHost: remote.hubHost, hubHost: remote.hubHost, extraHosts: [] };
  }
  return (await machine.canListen(network.gateway, 0))
    ? { listenHost: network.gateway, hubHost: network.gateway, extraHosts: [] }
    : {
        listenHost: '127.0.0.1',
        hubHost: 'host.docker.internal',
        extraHosts: ['host.docker.internal:host-gateway']
      };
}

function listen(host: string, port: number, body: string): Promise<Server> {
  const server = createServer((_request, response) => response.end(body));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** Proves with a throw-away container how hub and containers reach each other and that both see the same files. */
export class StartProbe {
  private readonly nonce = randomBytes(16).toString('hex');
  private readonly directory: string;
  private readonly machine: Machine;

  constructor(
    private readonly docker: Dockerode,
    private readonly network: HubNetwork,
    private readonly settings: ProbeSettings
  ) {
    this.directory = join(settings.directory, `probe-${this.nonce}`);
    this.machine = settings.machine ?? THIS_MACHINE;
  }

  /** @throws AppError `engine-refused` saying which way failed and what to do */
  async run(): Promise<Reach> {
    const { remote } = this.settings;
    const side = await listenSide(this.network, remote, this.machine);
    const free = await this.machine.canListen(side.listenHost, this.network.port);
    const server = await listen(side.listenHost, free ? this.network.port : 0, this.nonce);
    const url = `http://${side.hubHost}:${(server.address() as AddressInfo).port}/`;
    this.makeDirectory();
    try {
      // A mount that follows the host needs a shared file system there; without one servers are restarted instead.
      const publishAt = remote?.engineHost ?? '127.0.0.1';
      const shared = { ...side, publishAt, propagates: true };
      return (
        (await this.tryOnce(shared, url)) ??
        (await this.mustFit({ ...shared, propagates: false }, url))
      );
    } finally {
      rmSync(this.directory, { recursive: true, force: true });
      server.close();
    }
  }

  private async mustFit(reach: Reach, url: string): Promise<Reach> {
    const fitting = await this.tryOnce(reach, url);
    if (fitting === null) {
      throw failure('it does not start the probe', 'Its log says why');
    }
    return fitting;
  }

  private makeDirectory(): void {
    const { uid, gid } = this.settings.identity;
    mkdirSync(this.directory, { recursive: true, mode: 0o755 });
    writeFileSync(join(this.directory, 'nonce'), this.nonce);
    chownSync(this.directory, uid, gid);
  }

  /** @returns null when the engine cannot make mounts that follow the host */
  private async tryOnce(reach: Reach, url: string): Promise<Reach | null> {
    const { uid, gid, isForeignToImages } = this.settings.identity;
    const spec = {
      ...probeSpec({
        image: this.settings.image,
        command: ['python3', '-c', PROBE_SCRIPT],
        mounts: [
          {
            source: this.directory,
            target: PROBE_DIRECTORY,
            readOnly: false,
            propagation: 'rslave' as const
          }
        ],
        user: isForeignToImages ? `${uid}:${gid}` : null
      }),
      environment: { PROBE_HUB_URL: url },
      port: PROBE_PORT
    };
    const place: ContainerPlace = {
      hubId: this.settings.hubId,
      network: this.network.name,
      publishAt: reach.publishAt,
      propagates: reach.propagates,
      extraHosts: reach.extraHosts
    };
    await this.create(toCreateOptions(spec, place));
    const container = this.docker.getContainer(spec.name);
    try {
      await container.start();
      await this.checkAnswer(container, url);
      return (await this.answersDirectly(container)) ? { ...reach, publishAt: null } : reach;
    } catch (error) {
      if (reach.propagates && /not a shared/.test((error as Error).message)) {
        return null;
      }
      throw error instanceof AppError
        ? error
        : failure(`it does not start the probe (${(error as Error).message.trim()})`, '');
    } finally {
      await ask('Removing the probe', () => container.remove({ force: true, v: true }), [404, 409]);
    }
  }

  private async create(options: ReturnType<typeof toCreateOptions>): Promise<void> {
    try {
      await ask('Making the probe', () => this.docker.createContainer(options));
    } catch (error) {
      if (/bind source path does not exist/.test((error as Error).message)) {
        throw failure(`it does not see the directory ${this.directory}`, this.samePath());
      }
      throw error;
    }
  }

  private async checkAnswer(container: Dockerode.Container, url: string): Promise<void> {
    const answer = await this.waitForAnswer(container);
    if (answer.nonce !== this.nonce) {
      throw failure(`containers do not see the files of ${this.directory}`, this.samePath());
    }
    const { uid } = statSync(join(this.directory, 'answer'));
    if (uid !== this.settings.identity.uid) {
      throw failure(
        `what a container writes belongs to uid ${uid}, and the hub works with ${this.settings.identity.uid}`,
        'An engine that maps user ids (rootless, userns-remap) cannot be used by this user'
      );
    }
    if (answer.hub !== this.nonce) {
      const from = this.settings.remote
        ? `${this.settings.remote.engineHost}, the machine of the engine,`
        : `the network ${this.network.name}`;
      throw failure(
        `containers do not reach the hub at ${url} (${answer.problem ?? 'something else answers there'})`,
        `Let the firewall pass connections from ${from} to this machine`
      );
    }
  }

  private async waitForAnswer(container: Dockerode.Container): Promise<z.infer<typeof Answer>> {
    const file = join(this.directory, 'answer');
    const deadline = Date.now() + ANSWER_MS;
    while (!existsSync(file)) {
      const { State } = await container.inspect();
      if (!State.Running || Date.now() > deadline) {
        const raw: unknown = await container.logs({
          stdout: true,
          stderr: true,
          follow: false,
          tail: 20
        });
        const log = Buffer.isBuffer(raw) ? unframe(raw).trim() : '';
        throw failure(
          `the probe ended without writing into ${this.directory} (${log || 'it said nothing'})`,
          'The engine must give containers this directory, writable for the uid that the hub works with'
        );
      }
      await pause(50);
    }
    return Answer.parse(JSON.parse(readFileSync(file, 'utf8')));
  }

  private async answersDirectly(container: Dockerode.Container): Promise<boolean> {
    const inspected: unknown = await container.inspect();
    const { remote } = this.settings;
    // The address of a container on another machine may be one of this machine's own tomorrow.
    for (const published of remote ? [true] : [false, true]) {
      const { host, port } = addressOf(inspected, this.network.name, PROBE_PORT, published);
      if ((await this.machine.textOf(`http://${host}:${port}/`)) === this.nonce) {
        return !published;
      }
    }
    throw remote
      ? failure(
          `the hub does not reach the ports that containers publish at ${remote.engineHost}`,
          'Let the firewall of that machine pass connections from this one'
        )
      : failure(
          'the hub reaches containers neither by their address nor by a published port',
          `Let the firewall pass connections from this machine to the network ${this.network.name}`
        );
  }

  private samePath(): string {
    return this.settings.remote
      ? 'LABCOMMONS_DATA must be on a file system that this machine and the engine’s both have under this path'
      : 'Engine and hub must see the data directory under the same path: choose LABCOMMONS_DATA so';
  }
}
