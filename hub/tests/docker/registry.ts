import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../src/testing/until.js';

/** Where `npm test` says that it is; without it there is no registry to test with. */
const PROGRAM = process.env.REGISTRY_PATH ?? '';

export const hasRegistry = PROGRAM !== '';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A real container registry on loopback, which engines trust without TLS; empty, and gone with `close`. */
export class Registry {
  private constructor(
    /** Host and port, as image references begin. */
    readonly host: string,
    private readonly directory: string,
    private readonly child: ChildProcess
  ) {}

  static async open(): Promise<Registry> {
    const directory = mkdtempSync(join(tmpdir(), 'lc-registry-'));
    const host = `127.0.0.1:${await freePort()}`;
    const settings = join(directory, 'config.yml');
    // JSON is YAML too.
    writeFileSync(
      settings,
      JSON.stringify({
        version: 0.1,
        log: { accesslog: { disabled: true } },
        storage: { filesystem: { rootdirectory: join(directory, 'images') } },
        http: { addr: host }
      })
    );
    const child = spawn(PROGRAM, ['serve', settings], { stdio: 'ignore' });
    const registry = new Registry(host, directory, child);
    try {
      await until('the registry', () =>
        fetch(`http://${host}/v2/`).then(
          ({ ok }) => ok,
          () => false
        )
      );
      return registry;
    } catch (error) {
      await registry.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill();
      await exited;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
