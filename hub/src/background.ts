import type { Hub } from './hub.js';

/** How often it is looked which announcements begin and end. */
const ANNOUNCEMENTS_EVERY_MS = 10_000;
/** How often it is looked which volumes are due. */
const SNAPSHOTS_EVERY_MS = 600_000;
const TIDY_EVERY_MS = 3_600_000;

/** What a hub does by itself, from the time at which it serves requests. */
export class Background {
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly hub: Hub,
    private readonly log: { info(message: string): void }
  ) {}

  /** Resolves when jobs and tasks of before go on. */
  async start(): Promise<void> {
    const { hub } = this;
    hub.servers.watch();
    hub.layers.start();
    hub.outbox?.start();
    hub.quotaWatch.start();
    void hub.images.prepare(message => this.log.info(message));
    await hub.jobs.runs.start();
    hub.tasks.runs.start();
    hub.snapshots.maker.start();
    void hub.savedImages.recover();
    this.timers = [
      every(ANNOUNCEMENTS_EVERY_MS, () => hub.announcements.look()),
      every(SNAPSHOTS_EVERY_MS, () => void hub.snapshots.service.sweep()),
      every(TIDY_EVERY_MS, () => this.tidy())
    ];
  }

  /** Resolves when nothing is under way; what is not done goes on with the next start. */
  async stop(): Promise<void> {
    this.timers.forEach(clearInterval);
    const { hub } = this;
    await hub.savedImages.close();
    await hub.jobs.runs.stop();
    await hub.tasks.runs.stop();
    await hub.trash.close();
    await hub.expiry.close();
    await hub.snapshots.maker.close();
    await hub.quotaWatch.close();
    await hub.counter.close();
    await hub.finding.indexer.close();
    hub.room.close();
    await hub.layers.close();
    await hub.servers.close();
    await hub.outbox?.stop();
  }

  /** Counts what lies in volumes and what can be found, and takes away what has had its time. */
  private tidy(): void {
    const { hub } = this;
    hub.counter.countAll(hub.volumes.all());
    hub.finding.indexer.passAll();
    void hub.uploads.expire();
    void hub.trash.sweep();
    void hub.expiry.sweepDue();
    hub.activity.prune();
    hub.history.prune();
    hub.usage.prune();
    hub.tasks.service.prune();
    void hub.sessions.prune();
    void hub.tokens.prune();
  }
}

/** At once, and then again and again. */
function every(ms: number, act: () => void): NodeJS.Timeout {
  act();
  return setInterval(act, ms);
}
