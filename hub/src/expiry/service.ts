import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { RESERVED } from '../files/reserved.js';
import type { SweepReport, TreeSize, VolumeFiles } from '../files/ports.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { DAY_MS, removalDate } from './date.js';
import type { ExpiryDates } from './dates.js';
import { isSweepDue, isWarningDue, sweepBefore, warningReach } from './limits.js';
import type { ExpiryAudience, ExpiryJobs, ExpiryUsage, ExpiryVolumes } from './ports.js';
import { ExpiryStore, type Arrival } from './store.js';
import { removalInWords, warningOf } from './words.js';

/** More would not go into one question to the files worker; such a volume is left for later. */
const MAX_ARRIVALS = 10_000;

export interface ExpiryParts {
  readonly database: Database;
  readonly files: Pick<VolumeFiles, 'sweep'>;
  readonly dates: ExpiryDates;
  readonly volumes: ExpiryVolumes;
  readonly jobs: ExpiryJobs;
  readonly usage: ExpiryUsage;
  readonly audience: ExpiryAudience;
  readonly notifier: Notifier;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly warnDaysBefore: number;
  readonly log: { warn(fields: object, message: string): void };
}

/** What a sweep did, or would do, in one volume. */
export interface SweptVolume {
  readonly address: string;
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
}

/** Removes files that nobody has changed for too long, where the settings say so, and tells their owners before. */
export class ExpiryService {
  private readonly store: ExpiryStore;
  private working: Promise<unknown> = Promise.resolve();
  private readonly closing = new AbortController();

  constructor(private readonly parts: ExpiryParts) {
    this.store = new ExpiryStore(parts.database);
  }

  /** Looks through the volumes in which something is due, or that nobody has looked through for some hours. */
  async sweepDue(): Promise<void> {
    const now = this.parts.clock();
    await this.sweepAll(true, ({ id }, nextAt) =>
      isSweepDue(now, this.store.find(id)?.sweptAt ?? null, nextAt)
    );
  }

  /**
   * Looks through all volumes now.
   * @param remove - false: nothing goes
   * @returns what went, or would go, by volume; those where nothing goes are left out
   */
  sweepNow({ remove }: { remove: boolean }): Promise<readonly SweptVolume[]> {
    return this.sweepAll(remove, () => true);
  }

  /** Ends what is under way; nothing is removed any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.working;
  }

  private sweepAll(
    remove: boolean,
    isWanted: (volume: Volume, nextAt: string | null) => boolean
  ): Promise<readonly SweptVolume[]> {
    const work = this.working.then(async () => {
      const swept: SweptVolume[] = [];
      for (const volume of this.parts.volumes.all()) {
        const expiry = volume.kind === 'user' ? this.parts.dates.expiryOf(volume) : null;
        if (expiry && !this.closing.signal.aborted && isWanted(volume, expiry.nextAt)) {
          const { files, bytes, folders } = await this.trying(volume, expiry.days, remove);
          if (files > 0 || folders > 0) {
            swept.push({ address: volume.address, files, bytes, folders });
          }
        }
      }
      return swept;
    });
    this.working = work;
    return work;
  }

  /** What fails is told and tried again the next time. What went until then is on record all the same. */
  private async trying(
    volume: Volume,
    days: number,
    remove: boolean
  ): Promise<TreeSize & { folders: number }> {
    const gone = new Gone();
    try {
      const report = await this.sweep(volume, days, remove, gone);
      if (!remove) {
        return report;
      }
      this.settle(volume, days, report, gone.total(report));
      return { ...gone.total(report), folders: report.folders };
    } catch (err) {
      if (remove) {
        this.tellRemoval(volume, days, gone.total());
      }
      if (!this.closing.signal.aborted) {
        this.parts.log.warn({ err, volume: volume.address }, 'a volume was not swept to its end');
      }
      return { ...gone.total(), folders: 0 };
    }
  }

  private sweep(volume: Volume, days: number, remove: boolean, gone: Gone): Promise<SweepReport> {
    const { clock, files, jobs, warnDaysBefore } = this.parts;
    const now = clock();
    const using = jobs.using(volume);
    const [jobsSince = null] = using.map(({ createdAt }) => createdAt).sort();
    const reach = warningReach(now, warnDaysBefore);
    return files.sweep(
      { directory: volume.directory, path: '' },
      {
        before: sweepBefore(now, days, jobsSince).toISOString(),
        soonBefore: new Date(reach.getTime() - days * DAY_MS).toISOString(),
        spared: [
          ...RESERVED,
          ...using
            .filter(({ workingVolume }) => workingVolume === volume.id)
            .map(({ workingPath }) => workingPath)
        ],
        arrivals: this.arrivalsIn(volume, now, days).map(({ inode, arrivedAt }) => ({
          inode,
          at: arrivedAt
        })),
        remove,
        signal: this.closing.signal,
        onProgress: soFar => gone.heard(soFar)
      }
    );
  }

  private arrivalsIn(volume: Volume, now: Date, days: number): Arrival[] {
    this.store.dropArrivalsBefore(volume.id, new Date(now.getTime() - days * DAY_MS).toISOString());
    const arrivals = this.store.arrivals(volume.id);
    if (arrivals.length > MAX_ARRIVALS) {
      throw new Error(`${arrivals.length} folders came back from the trash`);
    }
    return arrivals;
  }

  private settle(volume: Volume, days: number, report: SweepReport, gone: TreeSize): void {
    const { database, audience, clock, notifier, volumes, warnDaysBefore } = this.parts;
    const now = clock();
    const before = this.store.find(volume.id);
    database.transaction(() => {
      const present = volumes.byId(volume.id);
      if (!present) {
        return;
      }
      const lastGoesAt = report.soonNewestAt && removalDate(report.soonNewestAt, days);
      const warnedUntil = before?.warnedUntil ?? null;
      const warns = isWarningDue(now, warnDaysBefore, lastGoesAt, warnedUntil);
      const reach = warningReach(now, warnDaysBefore);
      if (warns && present.owner) {
        notifier.notify(present.owner.id, warningOf(present, report.soon, reach, days));
      }
      this.store.put({
        volumeId: volume.id,
        sweptAt: now.toISOString(),
        oldestAt: report.oldestAt,
        warnedUntil: warns ? reach.toISOString() : warnedUntil
      });
      this.tellRemoval(present, days, gone);
      if (before?.oldestAt !== report.oldestAt) {
        audience.announce(present);
      }
    });
  }

  private tellRemoval(volume: Volume, days: number, gone: TreeSize): void {
    if (gone.files === 0) {
      return;
    }
    const { activity, database, usage } = this.parts;
    database.transaction(() => {
      activity.record({
        actorId: null,
        action: 'volume.expire',
        resource: { kind: 'volume', id: volume.id },
        outcome: 'done',
        detail: removalInWords(volume, gone, days),
        concerns: volume.owner ? [volume.owner.id] : []
      });
      database.afterCommit(() => usage.countAll([volume]));
    });
  }
}

/** Adds up what went, also when the files worker begins anew and counts from nothing. */
class Gone {
  private earlier: TreeSize = { files: 0, bytes: 0 };
  private last: TreeSize = { files: 0, bytes: 0 };

  heard(soFar: TreeSize): void {
    if (soFar.files < this.last.files) {
      this.earlier = sum(this.earlier, this.last);
    }
    this.last = soFar;
  }

  /** @param end - of the last count; default: what was heard of it */
  total(end: TreeSize = this.last): TreeSize {
    this.heard({ files: end.files, bytes: end.bytes });
    return sum(this.earlier, this.last);
  }
}

function sum(a: TreeSize, b: TreeSize): TreeSize {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}
