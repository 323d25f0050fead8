import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

import { connectEngine } from '../../src/docker/connect.js';
import { FakeEngine } from '../../src/testing/fake-engine.js';
import { until } from '../../src/testing/until.js';
import { itKeepsTheContract, LASTING, specOf } from './engine-contract.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';

describe('the fake engine', () => {
  itKeepsTheContract(async () => {
    const engine = new FakeEngine();
    engine.images.set('fake', 'sha256:1');
    engine.onStart = ({ spec, status }) => {
      const [, word, code] = /^echo (\w+); exit (\d+)$/.exec(spec.command?.at(-1) ?? '') ?? [];
      if (code !== undefined) {
        engine.exit(status.id, Number(code), { log: `${word}\n` });
      }
    };
    engine.probe = () => ({ exitCode: 3, output: 'here\n' });
    return { engine, image: 'fake' };
  });
});

describe('the Docker engine', () => {
  let real: RealEngine;

  beforeAll(async () => {
    real = await openRealEngine();
  });

  afterAll(() => real.close());

  itKeepsTheContract(async () => ({ engine: real.engine, image: TEST_IMAGE }));

  /** Runs a script to its end and answers what it printed. */
  async function printed(
    script: string,
    change: Partial<ReturnType<typeof specOf>> = {}
  ): Promise<string> {
    const { engine } = real;
    const spec = { ...specOf(TEST_IMAGE, ['sh', '-c', script]), ...change };
    const { id } = await engine.create(spec);
    try {
      await engine.start(id);
      await until('its end', async () => (await engine.inspect(id))?.phase === 'exited', 20_000);
      return (await engine.logTail(id, 50)).trim();
    } finally {
      await engine.remove(id);
    }
  }

  it('gives containers no privileges, seen from inside', async () => {
    const status = await printed("grep -E '^(Cap|NoNewPrivs|Uid)' /proc/self/status");
    const value = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect([set, value(set)]).toEqual([set, '0000000000000000']);
    }
    expect(value('NoNewPrivs')).toBe('1');
    expect(value('Uid')).not.toBe('0');
  });

  it('limits memory, swap, processors and processes, and runs an init', async () => {
    const { engine, docker } = real;
    const { id } = await engine.create(specOf(TEST_IMAGE, LASTING));
    const { HostConfig, Config } = await docker.getContainer(id).inspect();
    expect(HostConfig).toMatchObject({
      Memory: 256 * 1024 * 1024,
      MemorySwap: 256 * 1024 * 1024,
      NanoCpus: 5e8,
      PidsLimit: 100,
      Init: true,
      AutoRemove: false,
      Privileged: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'local' }
    });
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect(Config.Healthcheck?.Test).toEqual(['NONE']);
    await engine.remove(id);
  });

  it('ends what uses more memory than it may', async () => {
    const { engine } = real;
    const eater = ['python3', '-c', 'x = bytearray(600 * 1024 * 1024)'];
    const { id } = await engine.create(specOf(TEST_IMAGE, eater));
    await engine.start(id);
    await until('its end', async () => (await engine.inspect(id))?.phase === 'exited', 20_000);
    expect(await engine.inspect(id)).toMatchObject({ outOfMemory: true });
    await engine.remove(id);
  });

  it('kills what does not end within the grace', async () => {
    const { engine } = real;
    const deaf = [
      'python3',
      '-c',
      'import signal; signal.signal(15, signal.SIG_IGN); signal.pause()'
    ];
    const { id } = await engine.create(specOf(TEST_IMAGE, deaf));
    await engine.start(id);
    await until('it ignores', async () => (await engine.memoryUsage(id)) !== null);
    await engine.stop(id, { graceMs: 1000 });
    expect(await engine.inspect(id)).toMatchObject({ phase: 'exited' });
    await engine.remove(id);
  });

  it('mounts what is there, read-only where it should be, and refuses what is not', async () => {
    const source = join(real.directory, 'mounted');
    mkdirSync(source);
    writeFileSync(join(source, 'word'), 'seen');
    const mount = { source, target: '/data/in', readOnly: true };
    const script = 'cat /data/in/word; touch /data/in/new 2>/dev/null && echo written';
    expect(await printed(script, { mounts: [mount] })).toBe('seen');
    const missing = { ...mount, source: join(real.directory, 'missing') };
    await expect(
      real.engine.create({ ...specOf(TEST_IMAGE, LASTING), mounts: [missing] })
    ).rejects.toMatchObject({ code: 'engine-refused' });
  });

  describe('on the network', () => {
    let server: Server;

    beforeAll(async () => {
      const { host, port } = real.engine.insideAddress();
      server = createServer((_request, response) => response.end('the hub'));
      await new Promise<void>(resolve => server.listen(port, host, resolve));
    });

    afterAll(() => new Promise(resolve => server.close(resolve)));

    const fetching = (url: string) =>
      `python3 -c 'import urllib.request as u; print(u.urlopen("${url}", timeout=3).read().decode())' 2>&1 | tail -1`;

    it('lets containers reach the hub', async () => {
      expect(await printed(fetching(real.engine.hubUrl()))).toBe('the hub');
    });

    it('lets the hub reach containers, but not one container another', async () => {
      const { engine } = real;
      const spec = specOf(TEST_IMAGE, ['python3', '-m', 'http.server', '8888']);
      const { id } = await engine.create({ ...spec, port: 8888 });
      await engine.start(id);
      const { host, port } = await engine.reachServer(id, 8888);
      await until(
        'an answer',
        () =>
          fetch(`http://${host}:${port}/`).then(
            ({ ok }) => ok,
            () => false
          ),
        10_000
      );
      expect(await printed(fetching(`http://${host}:${port}/`))).toMatch(/timed out|refused/);
      await engine.remove(id);
    });
  });

  describe('beside another hub', () => {
    let other: RealEngine;

    beforeAll(async () => {
      other = await openRealEngine();
    });

    afterAll(() => other.close());

    it('neither sees nor touches what belongs to it', async () => {
      const spec = specOf(TEST_IMAGE, LASTING);
      const { id } = await other.engine.create(spec);
      await other.engine.start(id);
      const { engine } = real;
      expect((await engine.list()).map(status => status.id)).not.toContain(id);
      expect(await engine.inspect(id)).toBeNull();
      await expect(engine.stop(id, { graceMs: 0 })).rejects.toMatchObject({ code: 'not-found' });
      await engine.remove(id);
      await expect(engine.create(spec)).rejects.toMatchObject({ code: 'engine-refused' });
      expect(await other.engine.inspect(id)).toMatchObject({ phase: 'running' });
      expect(engine.hubUrl()).not.toBe(other.engine.hubUrl());
    });
  });

  describe('at the next start', () => {
    const unprobed = { image: 'labcommons/no-such-image:latest' };

    it('is known: the same addresses, without a probe', async () => {
      const again = await connectEngine({ ...real.settings, ...unprobed }, () => undefined);
      expect(again.hubUrl()).toBe(real.engine.hubUrl());
      expect(again.insideAddress()).toEqual(real.engine.insideAddress());
    });

    it('need not be there', async () => {
      const away = { ...real.settings, socketPath: join(real.directory, 'no.sock') };
      const again = await connectEngine(away, () => undefined);
      expect(again.hubUrl()).toBe(real.engine.hubUrl());
      await expect(again.list()).rejects.toMatchObject({ code: 'engine-unavailable' });
    });

    it('is refused when containers cannot write for the hub, with the reason', async () => {
      const foreign = {
        ...real.settings,
        memoryFile: join(real.directory, 'other.json'),
        identity: { uid: 4242, gid: 4242, isForeignToImages: false }
      };
      await expect(connectEngine(foreign, () => undefined)).rejects.toMatchObject({
        code: 'engine-refused',
        message: expect.stringMatching('the probe ended without writing')
      });
    });
  });
});
