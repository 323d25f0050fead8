import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ServerOptions } from '../../contract/server-options.js';
import type { Server, ServerLimit } from '../../contract/servers.js';
import type { Hub } from '../../src/hub.js';
import { FakeMounts } from '../../src/testing/fake-mounts.js';
import { PROBED, singleUserAnswers } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

/** Two images for everybody and one for a few, in domains of all kinds. */
const SETTINGS = `
images:
  - { id: plain, title: Plain, description: Nothing but Python, reference: example/plain }
  - { id: rich, title: Rich, reference: example/rich }
  - { id: licensed, title: Licensed, reference: example/licensed, public: false }
domains:
  - { id: small, title: Small, images: [plain, rich, licensed] }
  - { id: large, title: Large, images: [rich], memoryBytes: 8589934592, cores: 4 }
  - { id: batch, title: Jobs only, images: [plain], kinds: [batch] }
  - { id: closed, title: Closed, images: [plain], public: false }
`;

/** A whole hub whose servers start, over the fake engine. */
export class ServersHub {
  private constructor(
    readonly harness: Harness,
    readonly hub: Hub,
    private readonly singleUser: Awaited<ReturnType<typeof singleUserAnswers>>,
    private readonly directory: string
  ) {}

  /** @param possible - whether volumes come and go while servers run */
  static async open(possible = false): Promise<ServersHub> {
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
    const file = join(directory, 'settings.yaml');
    writeFileSync(file, SETTINGS);
    const singleUser = await singleUserAnswers();
    const harness = await Harness.start({
      whole: true,
      environment: { LABCOMMONS_CONFIG: file },
      mounting: { table: possible ? new FakeMounts() : null, possible }
    });
    const { engine } = harness.parts;
    engine.address = singleUser.address;
    engine.probe = () => ({
      exitCode: 0,
      output: `--- labcommons probe ---\n${JSON.stringify(PROBED)}`
    });
    for (const name of ['plain', 'rich', 'licensed']) {
      engine.images.set(`example/${name}`, `sha256:${name}`);
    }
    return new ServersHub(harness, harness.parts as unknown as Hub, singleUser, directory);
  }

  async close(): Promise<void> {
    await this.hub.editor.settled();
    await this.hub.counter.close();
    await this.harness.stop();
    await this.singleUser.close();
    rmSync(this.directory, { recursive: true });
    expect(this.harness.internalErrors).toEqual([]);
  }
}

/** What somebody does with his servers by the API. @param who - asked at each call */
export function serversOf(who: () => SignedInClient) {
  const list = async () =>
    (await who().api('GET', '/servers')).json() as { items: Server[]; limit: ServerLimit };
  const server = async (name = 'default') =>
    (await who().api('GET', `/servers/${name}`)).json() as Server;
  const is = (state: Server['state'], name = 'default') =>
    until(`${name} to be ${state}`, async () => (await server(name)).state === state);
  return {
    list,
    server,
    is,
    options: async (by = who()) => (await by.api('GET', '/server-options')).json() as ServerOptions,
    create: (body: object, by = who()) => by.api('POST', '/servers', body),
    edit: (body: object, name = 'default') => who().api('PATCH', `/servers/${name}`, body),
    async run(name = 'default', act = 'start'): Promise<Server> {
      expect((await who().api('POST', `/servers/${name}/${act}`)).status).toBe(202);
      await is('running', name);
      return server(name);
    },
    async stop(name = 'default'): Promise<void> {
      await who().api('POST', `/servers/${name}/stop`);
      await is('stopped', name);
    }
  };
}
