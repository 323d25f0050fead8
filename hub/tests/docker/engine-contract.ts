import { randomUUID } from 'node:crypto';

import type { ContainerEngine, ContainerEvent, ContainerSpec } from '../../src/compute/engine.js';
import { LABELS, rowLabels } from '../../src/compute/labels.js';
import { until } from '../../src/testing/until.js';

const MiB = 1024 * 1024;

/** An engine to be held to the contract. */
export interface EngineUnderTest {
  readonly engine: ContainerEngine;
  /** An image that it has. */
  readonly image: string;
}

/** Runs until it is stopped. */
export const LASTING = ['sleep', '600'];

/** Prints a word and ends. */
export function ending(word: string, exitCode: number): string[] {
  return ['sh', '-c', `echo ${word}; exit ${exitCode}`];
}

export function specOf(image: string, command: readonly string[]): ContainerSpec {
  const id = randomUUID();
  return {
    name: `labcommons-test-${id}`,
    image,
    command,
    environment: { GREETING: 'hello=world' },
    labels: rowLabels('job', id, 'owner'),
    mounts: [],
    memoryBytes: 256 * MiB,
    cores: 0.5,
    pidsLimit: 100,
    user: null
  };
}

/** What every engine must do alike: the fake that other tests rely on, and each real one. */
export function itKeepsTheContract(open: () => Promise<EngineUnderTest>): void {
  let engine: ContainerEngine;
  let image: string;

  beforeAll(async () => {
    ({ engine, image } = await open());
  });

  const make = async (command: readonly string[]) => engine.create(specOf(image, command));
  const phase = async (id: string) => (await engine.inspect(id))?.phase;
  const exited = (id: string) =>
    until('exited', async () => (await phase(id)) === 'exited', 20_000);

  it('finds what it made under the same name', async () => {
    const spec = specOf(image, LASTING);
    const [first, second] = await Promise.all([engine.create(spec), engine.create(spec)]);
    expect(first).toMatchObject({ phase: 'created', exitCode: null, startedAt: null });
    expect(second.id).toBe(first.id);
    expect(first.labels).toMatchObject(spec.labels);
    expect(first.labels[LABELS.hub]).toBeTruthy();
    expect((await engine.inspect(spec.name))?.id).toBe(first.id);
    expect((await engine.list()).map(({ id }) => id)).toContain(first.id);
    await engine.remove(first.id);
  });

  it('runs a command once, and again only when it is told so', async () => {
    const { id } = await make(ending('bye', 7));
    await engine.start(id);
    await exited(id);
    expect(await engine.inspect(id)).toMatchObject({ phase: 'exited', exitCode: 7 });
    expect((await engine.logTail(id, 10)).trim()).toBe('bye');
    await expect(engine.start(id)).rejects.toMatchObject({ code: 'conflict' });
    await engine.start(id, { again: true });
    await exited(id);
    expect((await engine.logTail(id, 10)).trim()).toBe('bye\nbye');
    await engine.remove(id);
  });

  it('takes the repetition of everything that is so already', async () => {
    const { id } = await make(LASTING);
    await engine.start(id);
    await engine.start(id);
    expect(await engine.inspect(id)).toMatchObject({ phase: 'running', exitCode: null });
    await engine.stop(id, { graceMs: 0 });
    await engine.stop(id, { graceMs: 0 });
    expect(await phase(id)).toBe('exited');
    await engine.remove(id);
    await engine.remove(id);
    expect(await engine.inspect(id)).toBeNull();
  });

  it('stops what was only made, and removes what runs', async () => {
    const { id } = await make(LASTING);
    await engine.stop(id, { graceMs: 0 });
    await engine.start(id, { again: true });
    await engine.remove(id);
    expect(await engine.inspect(id)).toBeNull();
  });

  it('says not-found for what it does not have', async () => {
    const missing = `labcommons-test-${randomUUID()}`;
    expect(await engine.inspect(missing)).toBeNull();
    expect(await engine.imageDigest('labcommons/no-such-image:latest')).toBeNull();
    for (const attempt of [
      () => engine.start(missing),
      () => engine.stop(missing, { graceMs: 0 }),
      () => engine.logTail(missing, 1),
      () => engine.create(specOf('labcommons/no-such-image:latest', LASTING))
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('tells of starts and ends, with the labels of the row, after a first gap', async () => {
    const events: ContainerEvent[] = [];
    const stop = new AbortController();
    let gaps = 0;
    engine.watch(
      event => events.push(event),
      () => gaps++,
      stop.signal
    );
    try {
      await until('the first gap', () => gaps === 1);
      const status = await make(ending('bye', 0));
      await engine.start(status.id);
      const seen = (action: ContainerEvent['action']) =>
        until(action, () => events.find(e => e.id === status.id && e.action === action), 20_000);
      await seen('start');
      expect((await seen('die')).labels).toMatchObject({
        [LABELS.kind]: 'job',
        [LABELS.id]: status.labels[LABELS.id],
        [LABELS.owner]: 'owner'
      });
      await engine.remove(status.id);
      await seen('destroy');
    } finally {
      stop.abort();
    }
  });

  it('knows the environment, the memory and the processes of what runs, and where to reach it', async () => {
    const { id } = await make(LASTING);
    expect(await engine.environmentOf(id)).toMatchObject({ GREETING: 'hello=world' });
    await expect(engine.reachServer(id, 8888)).rejects.toMatchObject({ code: 'engine-refused' });
    await engine.start(id);
    expect((await engine.reachServer(id, 8888)).port).toBeGreaterThan(0);
    expect(await engine.memoryUsage(id)).toBeGreaterThan(0);
    expect(await engine.processesOf(id)).toContainEqual({
      inTerminal: false,
      command: LASTING.join(' ')
    });
    await engine.remove(id);
    expect(await engine.memoryUsage(id)).toBeNull();
  });

  it('leaves nothing of a probe behind', async () => {
    const before = (await engine.list()).length;
    const probe = { image, command: ending('here', 3), mounts: [], user: null };
    expect(await engine.runProbe(probe)).toMatchObject({
      exitCode: 3,
      output: expect.stringContaining('here')
    });
    expect(await engine.list()).toHaveLength(before);
  });

  it('knows the digest of its images', async () => {
    expect(await engine.imageDigest(image)).toMatch(/^sha256:/);
  });
}
