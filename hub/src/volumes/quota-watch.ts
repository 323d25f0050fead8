import type { Quota } from '../../contract/volumes.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { LiveMounts } from '../mounts/ports.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { rankOf, shareOf, standingOf, type Standing } from './quota-level.js';
import type { OwnerAndRoot, QuotaStandings } from './quota-standings.js';
import { quotaMessage } from './quota-words.js';
import type { QuotaService } from './quotas.js';
import type { Volume } from './types.js';
import type { UsageCounter } from './usage-counter.js';

/** How often it is looked whether something that runs is to be counted, and whether a grace is over. */
const LOOK_EVERY_MS = 30_000;

/** Changes that follow each other this closely are told together. */
const TELL_AFTER_MS = 500;

/** Where something runs that may write, its volumes are counted so often. */
const COUNT_EVERY_MS = 300_000;

/** … and so often from this share of a limit on. */
const COUNT_NEAR_EVERY_MS = 60_000;
const COUNTED_OFTEN = 0.75;

/** Between two counts of a volume is so many times as long as one took. */
const COUNTING_SHARE = 20;

export interface QuotaWatchParts {
  readonly database: Database;
  readonly quotas: Pick<QuotaService, 'of' | 'isLimited' | 'countedOf' | 'onChange'>;
  readonly standings: QuotaStandings;
  readonly counter: Pick<UsageCounter, 'countAll' | 'tookMs'>;
  readonly volumes: { all(): readonly Volume[]; ownedBy(userId: string): readonly Volume[] };
  /** Volumes that something may write to which runs now. */
  readonly written: () => readonly Volume[];
  readonly mounts: Pick<LiveMounts, 'setAccess'>;
  /** Tells everybody who sees a volume how it is now. */
  readonly audience: { announce(volume: Volume): void };
  readonly notifier: Notifier;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Watches what containers write, which nothing stops while they do: has it counted, tells owners what they use and when
 * it comes near the limit or beyond, and lets containers only read when there is too much for too long.
 */
export class QuotaWatch {
  private readonly changed = new Map<string, OwnerAndRoot>();
  /** What owners were told last. */
  private readonly told = new Map<string, string>();
  /** Whose volumes containers may still have otherwise than was decided. */
  private readonly failed = new Map<string, OwnerAndRoot>();
  private isClosed = false;
  private looking: NodeJS.Timeout | null = null;
  private telling: NodeJS.Timeout | null = null;
  /** Changes of access that are under way, one after the other. */
  private access: Promise<void> = Promise.resolve();

  constructor(private readonly parts: QuotaWatchParts) {}

  start(): void {
    this.parts.quotas.onChange(whose => {
      this.changed.set(keyOf(whose), whose);
      this.telling ??= this.isClosed ? null : setTimeout(() => this.tell(), TELL_AFTER_MS);
    });
    this.judgeAll();
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.looking ?? undefined);
    clearTimeout(this.telling ?? undefined);
    await this.access;
  }

  /** Has counted what is due, and ends graces that are over. */
  look(): void {
    const { standings, counter, written } = this.parts;
    standings.beyond().forEach(whose => this.judge(whose));
    const unlike = [...standings.beyond(), ...this.failed.values()];
    this.failed.clear();
    unlike.forEach(whose => this.limit(whose));
    counter.countAll(written().filter(volume => this.isCountDue(volume)));
  }

  /** Tells at once what has changed since it was told. */
  tell(): void {
    clearTimeout(this.telling ?? undefined);
    this.telling = null;
    const changed = [...this.changed.values()];
    this.changed.clear();
    changed.forEach(whose => this.judge(whose));
  }

  /** Resolves once containers may do no more than was decided. */
  async settled(): Promise<void> {
    await this.access;
  }

  private isCountDue(volume: Volume): boolean {
    const { quotas, counter, clock } = this.parts;
    const { owner, root } = volume;
    if (!owner || !quotas.isLimited(root)) {
      return false;
    }
    const counted = quotas.countedOf(volume);
    const quota = quotas.of({ ownerId: owner.id, root });
    const every = quota && shareOf(quota) >= COUNTED_OFTEN ? COUNT_NEAR_EVERY_MS : COUNT_EVERY_MS;
    const rest = Math.max(every, COUNTING_SHARE * counter.tookMs(volume));
    return !counted || Date.parse(counted.countedAt) + rest <= clock().getTime();
  }

  /** The limits may be others than at the last stop, and containers may have been made since. */
  private judgeAll(): void {
    const { quotas, standings, volumes } = this.parts;
    const kept = volumes
      .all()
      .filter(({ root }) => quotas.isLimited(root))
      .flatMap(({ owner, root }) => (owner ? [{ ownerId: owner.id, root }] : []));
    const all = new Map([...kept, ...standings.beyond()].map(whose => [keyOf(whose), whose]));
    for (const whose of all.values()) {
      this.judge(whose, { quietly: true });
      this.limit(whose);
    }
  }

  /** @param options - `quietly`: figures that nobody has seen to change are not told */
  private judge(whose: OwnerAndRoot, { quietly = false } = {}): void {
    const { activity, clock, database, quotas, standings } = this.parts;
    // It is judged anew when the hub starts.
    database.lightTransaction(() => {
      const before = standings.of(whose);
      const figures = quotas.of(whose);
      const after = figures && standingOf(figures, before, clock(), standings.graceMs);
      if (after !== before) {
        standings.put(whose, after);
      }
      const isCrossing = rankOf(after) !== rankOf(before);
      if (isCrossing) {
        this.cross(whose, before, after);
      }
      // Anew, since it tells when containers may no longer write.
      const quota = quotas.of(whose);
      const text = JSON.stringify({ ...quota, countedAt: null });
      if (quota && (isCrossing || (!quietly && this.told.get(keyOf(whose)) !== text))) {
        activity.publish(whose.ownerId, { type: 'quota', id: whose.root, body: quota });
      }
      database.afterCommit(() => this.told.set(keyOf(whose), text));
    });
  }

  private cross(whose: OwnerAndRoot, before: Standing | null, after: Standing | null): void {
    const { activity, audience, database, notifier, quotas, volumes } = this.parts;
    const { ownerId, root } = whose;
    const resource = { kind: 'quota', id: root };
    if (after && rankOf(after) > rankOf(before)) {
      notifier.notify(ownerId, quotaMessage(quotas.of(whose) as Quota, after.level));
    } else {
      notifier.withdraw('quota', resource, ownerId);
    }
    const isLimited = after?.level === 'readOnly';
    if (isLimited !== (before?.level === 'readOnly')) {
      activity.record({
        actorId: null,
        action: isLimited ? 'quota.limit' : 'quota.release',
        resource,
        outcome: 'done',
        detail: isLimited
          ? `${root}: more than may be for too long; servers and jobs may only read`
          : `${root}: within the limits again; servers and jobs may write`,
        concerns: [ownerId]
      });
      this.volumesOf(whose, volumes.ownedBy(ownerId)).forEach(volume => audience.announce(volume));
      database.afterCommit(() => this.limit(whose));
    }
  }

  /** Makes what runs agree with what was decided. */
  private limit(whose: OwnerAndRoot): void {
    const { log, mounts, standings, volumes } = this.parts;
    this.access = this.access.then(async () => {
      for (const volume of this.volumesOf(whose, volumes.ownedBy(whose.ownerId))) {
        const access = standings.isReadOnly(volume) ? 'read' : 'write';
        await mounts.setAccess(volume.id, access).catch((err: unknown) => {
          this.failed.set(keyOf(whose), whose);
          log.warn({ err, volume: volume.address }, 'access to a volume is set at the next look');
        });
      }
    });
  }

  private volumesOf({ root }: OwnerAndRoot, owned: readonly Volume[]): readonly Volume[] {
    return owned.filter(volume => volume.root === root);
  }
}

function keyOf({ ownerId, root }: OwnerAndRoot): string {
  return `${ownerId}/${root}`;
}
