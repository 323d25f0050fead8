import type { Queue } from '../../contract/jobs.js';
import { AppError } from '../errors.js';
import type { Room } from '../room/ports.js';
import type { JobDomain, JobDomains } from './ports.js';
import type { Decisions, QueueSnapshot, Scheduler, WaitingJob } from './scheduler.js';
import type { JobStore } from './store.js';

/** Sorts behind every id. */
const NEXT = '~';

/** Who is next, and who waits behind whom: the scheduler applied to what the database holds. */
export class JobQueue {
  private places = new Map<string, WaitingJob>();

  constructor(
    private readonly store: JobStore,
    private readonly domains: JobDomains,
    private readonly scheduler: Scheduler,
    private readonly room: Pick<Room, 'whyClosed'> = { whyClosed: () => null }
  ) {}

  /**
   * Decides anew.
   * @returns what to start, and the jobs whose place changed since the last time
   */
  decide(): { start: readonly string[]; moved: readonly WaitingJob[] } {
    const { start, waiting } = this.scheduler(this.snapshot());
    const before = this.places;
    this.places = new Map(waiting.map(place => [place.job, place]));
    const moved = waiting.filter(place => {
      const old = before.get(place.job);
      return old?.position !== place.position || old.why !== place.why;
    });
    return { start, moved };
  }

  /** Null for a job that does not wait, or that nobody has looked at yet. */
  placeOf(jobId: string): WaitingJob | null {
    return this.places.get(jobId) ?? null;
  }

  /** @throws AppError `not-found` for a domain that runs no jobs */
  outlook(ownerId: string, domainId: string | undefined): Queue {
    const domain = this.domainOf(domainId);
    const snapshot = this.snapshot();
    const inDomain = (job: { domain: string }) => job.domain === domain.id;
    const mine = (job: { owner: string }) => job.owner === ownerId;
    const running = snapshot.running.filter(inDomain);
    const waiting = snapshot.waiting.filter(inDomain);
    const decisions: Decisions = this.scheduler({
      ...snapshot,
      waiting: [...snapshot.waiting, { id: NEXT, domain: domain.id, owner: ownerId }]
    });
    return {
      running: running.length,
      waiting: waiting.length,
      mine: { running: running.filter(mine).length, waiting: waiting.filter(mine).length },
      nextPosition: decisions.waiting.find(place => place.job === NEXT)?.position ?? 0
    };
  }

  private domainOf(id: string | undefined): JobDomain {
    const domains = this.domains.forJobs();
    const domain = id === undefined ? domains[0] : domains.find(each => each.id === id);
    if (!domain) {
      throw new AppError('not-found', `There is no compute domain "${id ?? ''}" for jobs`);
    }
    return domain;
  }

  private snapshot(): QueueSnapshot {
    return {
      closed: this.room.whyClosed(),
      domains: this.domains.forJobs(),
      running: this.store.occupying(),
      waiting: this.store.waiting()
    };
  }
}
