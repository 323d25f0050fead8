/** What the scheduler may know: nothing else decides who is next. */
export interface QueueSnapshot {
  /** Why nothing at all may start now, in words; null when it may. */
  readonly closed: string | null;
  readonly domains: readonly {
    readonly id: string;
    readonly runningJobs: number;
    readonly runningJobsPerUser: number;
  }[];
  /** Jobs that take up a place. */
  readonly running: readonly { readonly domain: string; readonly owner: string }[];
  /** In order of submission. */
  readonly waiting: readonly {
    readonly id: string;
    readonly domain: string;
    readonly owner: string;
  }[];
}

export interface WaitingJob {
  readonly job: string;
  /** Place in its domain's queue, from 1. */
  readonly position: number;
  /** The rule that holds it back, in words for its owner. */
  readonly why: string;
}

export interface Decisions {
  /** In the order in which they are to be started. */
  readonly start: readonly string[];
  readonly waiting: readonly WaitingJob[];
}

/** A pure function from what there is to what is to be done; a fairer one can take its place. */
export type Scheduler = (snapshot: QueueSnapshot) => Decisions;

class Load {
  private readonly counts = new Map<string, number>();
  add(key: string): void {
    this.counts.set(key, this.of(key) + 1);
  }
  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}

const jobs = (n: number) => (n === 1 ? '1 job' : `${n} jobs`);

/** Order of submission within limits per domain and per user; who is at the limit lets the others pass. */
export const orderOfSubmission: Scheduler = snapshot => {
  const domains = new Map(snapshot.domains.map(domain => [domain.id, domain]));
  const inDomain = new Load();
  const ofUser = new Load();
  const queued = new Load();
  const userKey = (job: { domain: string; owner: string }) => `${job.domain}\0${job.owner}`;
  const occupy = (job: { domain: string; owner: string }) => {
    inDomain.add(job.domain);
    ofUser.add(userKey(job));
  };
  snapshot.running.forEach(occupy);

  const start: string[] = [];
  const waiting: WaitingJob[] = [];
  for (const job of snapshot.waiting) {
    const domain = domains.get(job.domain);
    let why = snapshot.closed;
    if (!domain) {
      why = `The compute domain “${job.domain}” is not there any more`;
    } else if (ofUser.of(userKey(job)) >= domain.runningJobsPerUser) {
      why = `You may run ${jobs(domain.runningJobsPerUser)} at once here`;
    } else if (inDomain.of(job.domain) >= domain.runningJobs) {
      why = `All ${domain.runningJobs} places are taken`;
    }
    if (why === null) {
      occupy(job);
      start.push(job.id);
    } else {
      queued.add(job.domain);
      waiting.push({ job: job.id, position: queued.of(job.domain), why });
    }
  }
  return { start, waiting };
};
