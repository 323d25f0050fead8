import type { HubEvent } from '../../contract/events.js';
import type { Act } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import type { Happenings, UsageJobs } from './ports.js';
import type { DayCounts, Run, RunKind, UsageStore } from './store.js';

/**
 * Notes what is used, in the transaction in which it begins or ends: whatever instant the hub is killed at, what runs by
 * its own row is what is noted as running.
 */
export class UsageRecorder {
  constructor(
    private readonly database: Database,
    private readonly store: UsageStore,
    private readonly jobs: UsageJobs,
    private readonly clock: Clock
  ) {}

  follow(happenings: Happenings): void {
    happenings.onAct(act => this.onAct(act));
    happenings.onEvent((userId, event) => this.onEvent(userId, event));
  }

  private onAct({ actorId, action, outcome }: Act): void {
    // Who was made has not done anything yet.
    if (actorId !== null && action !== 'account.create') {
      const isSignIn = action === 'account.signIn' && outcome === 'done';
      this.store.add(dayOf(this.now()), actorId, { acts: 1, signIns: isSignIn ? 1 : 0 });
    }
  }

  private onEvent(userId: string, event: HubEvent): void {
    switch (event.type) {
      case 'server': {
        const { id, state, domain, image, startedAt } = event.body;
        const isRunning = state === 'running' && startedAt !== null;
        this.note(
          'server',
          id,
          isRunning ? { userId, domain, image, cores: 0, startedAt } : null,
          this.now()
        );
        return;
      }
      case 'serverDeleted':
        this.note('server', event.id, null, this.now());
        return;
      case 'job': {
        const { id, startedAt, endedAt } = event.body;
        const job = startedAt !== null && endedAt === null ? this.jobs.find(id) : null;
        const run = job && {
          userId,
          domain: job.domain,
          image: job.spec.image.id,
          cores: job.spec.resources.cores,
          startedAt: startedAt as string
        };
        this.note('job', id, run, endedAt ?? this.now());
        return;
      }
      case 'task': {
        const { id, startedAt, endedAt, progress } = event.body;
        const isRunning = startedAt !== null && endedAt === null;
        const run = isRunning ? { userId, domain: '', image: '', cores: 0, startedAt } : null;
        const { files, bytes } = progress;
        this.note('task', id, run, endedAt ?? this.now(), { tasks: 1, files, bytes });
      }
    }
  }

  /**
   * @param run - null when it does not run
   * @param at - when it ended, if it has
   * @param counts - what is added then
   */
  private note(
    kind: RunKind,
    id: string,
    run: Omit<Run, 'kind' | 'id'> | null,
    at: string,
    counts?: DayCounts
  ): void {
    this.database.transaction(() => {
      if (run) {
        const started = { kind, id, ...run };
        if (this.store.start(started) && kind !== 'task') {
          this.store.count(started);
        }
        return;
      }
      const userId = this.store.end(kind, id, at);
      if (userId !== null && counts) {
        this.store.add(dayOf(at), userId, counts);
      }
    });
  }

  private now(): string {
    return this.clock().toISOString();
  }
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
