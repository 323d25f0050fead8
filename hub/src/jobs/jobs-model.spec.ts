import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { JOB_TRANSITIONS, JobRequest, hasEnded, type JobState } from '../../contract/jobs.js';
import type { User } from '../accounts/types.js';
import { composeAccounts } from '../accounts/compose.js';
import { ActivityService } from '../activity/service.js';
import type { ContainerEngine } from '../compute/engine.js';
import { loadConfig } from '../config.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { GroupStore } from '../groups/store.js';
import { GrantService } from '../sharing/service.js';
import { Database } from '../sqlite/database.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { buildJobs, makeJobDirectories, type BuiltJobs } from '../testing/jobs-world.js';
import { RecordingGateway } from '../testing/recording-gateway.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

const REQUEST = JobRequest.parse({
  kind: 'notebook',
  notebook: { name: 'a.ipynb', content: { nbformat: 4, cells: [] } }
});

/** What is done to the hub, and what goes wrong around it. */
type Step =
  | { do: 'submit'; rerunnable: boolean }
  | { do: 'cancel'; pick: number }
  | { do: 'end'; pick: number; exitCode: number; result: boolean }
  | { do: 'vanish'; pick: number }
  | { do: 'crash' }
  | { do: 'outOfTime' }
  | { do: 'reconcile' }
  /** Time passes until the hub has nothing in hand. */
  | { do: 'rest' }
  | {
      do: 'disturb';
      operation: 'create' | 'start' | 'inspect' | 'stop' | 'remove' | 'list';
      how: 'refuse' | 'loseReply';
    };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('submit' as const), rerunnable: fc.boolean() })
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick: fc.nat(9),
      exitCode: fc.constantFrom(0, 1, 97, 137, 255),
      result: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vanish' as const), pick: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outOfTime' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reconcile' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rest' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('disturb' as const),
      operation: fc.constantFrom('create', 'start', 'inspect', 'stop', 'remove', 'list'),
      how: fc.constantFrom('refuse', 'loseReply')
    })
  }
);

/** A hub whose calls to the world never come back after it was killed. */
class Process {
  private isDead = false;
  readonly jobs: BuiltJobs;

  constructor(build: (mortal: <T extends object>(port: T) => T) => BuiltJobs) {
    this.jobs = build(port => this.mortal(port));
  }

  kill(): void {
    this.isDead = true;
    void this.jobs.runs.stop();
  }

  private mortal<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        return typeof value !== 'function'
          ? value
          : (...args: unknown[]): unknown => {
              if (this.isDead) {
                return new Promise(() => undefined);
              }
              const result: unknown = value.apply(target, args);
              return result instanceof Promise
                ? result.then(
                    answer => (this.isDead ? new Promise(() => undefined) : answer),
                    (error: unknown) => {
                      if (this.isDead) {
                        return new Promise(() => undefined);
                      }
                      throw error;
                    }
                  )
                : result;
            };
      }
    });
  }
}

class Model {
  readonly engine = new FakeEngine();
  readonly database = new Database(':memory:');
  private readonly temporary: TemporaryFiles = temporaryFiles();
  private readonly config = loadConfig({ LABCOMMONS_DATA: this.temporary.directory }).config;
  private readonly activity = new ActivityService(this.database, () => new Date());
  private readonly accounts = composeAccounts({
    database: this.database,
    gateway: new RecordingGateway(),
    activity: this.activity,
    clock: () => new Date(),
    paths: this.config,
    tokens: { isServerLive: () => false, oauthClientId: () => '', callbackOrigin: '' }
  });
  private readonly starts = new Map<string, number>();
  private steadyMs = 0;
  private user!: User;
  process!: Process;

  async open(): Promise<void> {
    makeJobDirectories(this.config, null);
    this.engine.images.set(this.config.images[0]?.reference ?? '', 'sha256:1');
    this.engine.onStart = ({ spec }) => {
      this.starts.set(spec.name, (this.starts.get(spec.name) ?? 0) + 1);
      writeFileSync(join(this.config.paths.control, spec.name, 'start.lock'), '');
    };
    this.user = await this.accounts.accounts.createUser({
      name: 'kim',
      admin: false,
      password: null
    });
    this.boot();
    await this.process.jobs.volumes.ensureDefaults(this.user);
    await this.process.jobs.runs.start();
  }

  async close(): Promise<void> {
    this.process.kill();
    await new Promise(setImmediate);
    this.temporary.remove();
  }

  async take(step: Step): Promise<void> {
    const { service, runs } = this.process.jobs;
    switch (step.do) {
      case 'submit':
        await service.submit(this.user, { ...REQUEST, rerunnable: step.rerunnable }, null);
        break;
      case 'cancel': {
        const job = this.pick(
          this.rows().filter(({ state }) => !hasEnded(state)),
          step.pick
        );
        try {
          if (job) {
            service.cancel(this.user, job.id);
          }
        } catch (error) {
          // It may be finishing by now.
          expect(error).toMatchObject({ code: 'conflict' });
        }
        break;
      }
      case 'end':
        this.end(step);
        break;
      case 'vanish': {
        const container = this.pick(this.running(), step.pick);
        if (container) {
          this.engine.containers.delete(container.status.id);
        }
        break;
      }
      case 'crash':
        this.process.kill();
        this.boot();
        await this.process.jobs.runs.start();
        break;
      case 'outOfTime':
        this.steadyMs += 9 * 3600_000;
        break;
      case 'reconcile':
        await runs.reconcile();
        break;
      case 'rest':
        await new Promise(setImmediate);
        await runs.settled();
        break;
      case 'disturb':
        this.engine.disturb(
          step.operation,
          step.how === 'loseReply'
            ? { loseReply: true }
            : { refuse: new AppError('engine-unavailable', 'The container engine does not answer') }
        );
    }
    // Enough for some of the hub's own steps between two of these, not for all.
    await new Promise(setImmediate);
  }

  /** Nothing goes wrong any more, every container ends, and nobody asks for anything: everything must come to its end. */
  async comeToRest(): Promise<void> {
    const { runs } = this.process.jobs;
    for (let round = 0; round < 60 && this.isBusy(); round++) {
      await runs.reconcile();
      await runs.settled();
      await new Promise(setImmediate);
      for (let pick = 0; this.running().length > 0 && pick < 20; pick++) {
        this.end({ pick: 0, exitCode: 0, result: true });
      }
    }
    await runs.settled();
  }

  check(): void {
    for (const [, count] of this.starts) {
      expect(count).toBe(1);
    }
    for (const { id, state, attempt } of this.rows()) {
      expect(hasEnded(state)).toBe(true);
      const timeline = this.transitions(id);
      expect(timeline[0]).toMatchObject({ from_state: null, to_state: 'queued' });
      timeline.slice(1).forEach((step, index) => {
        expect(step.from_state).toBe(timeline[index]?.to_state);
        expect(JOB_TRANSITIONS[step.from_state as JobState]).toContain(step.to_state);
      });
      expect(timeline.at(-1)?.to_state).toBe(state);
      // One recorded end for each attempt.
      for (let number = 1; number <= attempt; number++) {
        const ends = timeline.filter(s => s.attempt === number && hasEnded(s.to_state));
        expect(ends).toHaveLength(1);
      }
    }
    expect(this.openAttempts()).toEqual([]);
    expect([...this.engine.containers.values()].map(({ spec }) => spec.name)).toEqual([]);
    expect(readdirSync(this.config.paths.control)).toEqual([]);
  }

  private end({
    pick,
    exitCode,
    result
  }: {
    pick: number;
    exitCode: number;
    result: boolean;
  }): void {
    const container = this.pick(this.running(), pick);
    if (!container) {
      return;
    }
    const control = join(this.config.paths.control, container.spec.name);
    if (result && existsSync(control)) {
      mkdirSync(control, { recursive: true });
      writeFileSync(join(control, 'result.json'), JSON.stringify(RESULT));
    }
    this.engine.exit(container.spec.name, exitCode);
  }

  private boot(): void {
    this.process = new Process(mortal =>
      buildJobs({
        config: this.config,
        database: this.database,
        engine: mortal<ContainerEngine>(this.engine),
        files: mortal<VolumeFiles>(this.temporary.files),
        users: this.accounts.accounts,
        activity: this.activity,
        grants: new GrantService(this.database, () => new Date(), new GroupStore(this.database)),
        clock: () => new Date(),
        monotonic: () => this.steadyMs
      })
    );
  }

  private isBusy(): boolean {
    return this.openAttempts().length > 0 || this.rows().some(({ state }) => !hasEnded(state));
  }

  private openAttempts(): unknown[] {
    return this.database
      .prepare('SELECT key FROM job_attempts WHERE ended_at IS NULL OR removed_at IS NULL')
      .all();
  }

  private running() {
    return [...this.engine.containers.values()].filter(({ status }) => status.phase === 'running');
  }

  private pick<T>(from: readonly T[], index: number): T | undefined {
    return from[index % Math.max(1, from.length)];
  }

  private rows(): { id: string; state: JobState; attempt: number }[] {
    return this.database
      .prepare<[], { id: string; state: JobState; attempt: number }>(
        'SELECT id, state, attempt FROM jobs'
      )
      .all();
  }

  private transitions(id: string) {
    return this.database
      .prepare<[string], { attempt: number; from_state: JobState | null; to_state: JobState }>(
        'SELECT attempt, from_state, to_state FROM job_transitions WHERE job_id = ? ORDER BY seq'
      )
      .all(id);
  }
}

const submit: Step = { do: 'submit', rerunnable: true };
const rest: Step = { do: 'rest' };

/** Sequences that are rare among random ones and have a rule of their own. */
const KNOWN: Step[][] = [
  // Started, the reply lost, and the container gone before anybody looked: it has run, and must not be made again.
  [
    { do: 'disturb', operation: 'start', how: 'loseReply' },
    { ...submit, rerunnable: false },
    rest,
    { do: 'vanish', pick: 0 },
    { do: 'reconcile' },
    rest
  ],
  // The same, but the container has ended: starting it would run it a second time.
  [
    { do: 'disturb', operation: 'start', how: 'loseReply' },
    submit,
    rest,
    { do: 'end', pick: 0, exitCode: 0, result: true },
    { do: 'crash' },
    rest
  ],
  // Made, the reply lost, cancelled meanwhile.
  [
    { do: 'disturb', operation: 'create', how: 'loseReply' },
    submit,
    rest,
    { do: 'cancel', pick: 0 },
    rest
  ],
  // Lost again and again: a new attempt each time, until it is enough.
  [
    submit,
    rest,
    { do: 'vanish', pick: 0 },
    { do: 'reconcile' },
    rest,
    rest,
    { do: 'vanish', pick: 0 },
    { do: 'crash' },
    rest
  ],
  [submit, rest, { do: 'outOfTime' }, { do: 'reconcile' }, rest]
];

const RESULT = {
  version: 1,
  outcome: 'succeeded',
  error: null,
  cells: { done: 1, total: 1 },
  stdout: { bytes: 0, leftOut: 0 },
  stderr: { bytes: 0, leftOut: 0 },
  notes: [],
  runner: { version: '1', python: '3.12.1', nbclient: '0.10.0' }
};

describe('jobs, whatever happens around them', () => {
  it('end once each, start once per attempt, by legal steps, and leave nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 25 }), async sequence => {
        const model = new Model();
        await model.open();
        try {
          for (const step of sequence) {
            await model.take(step);
          }
          await model.comeToRest();
          model.check();
        } finally {
          await model.close();
        }
      }),
      { numRuns: 60, examples: KNOWN.map(sequence => [sequence]) }
    );
  });
});
