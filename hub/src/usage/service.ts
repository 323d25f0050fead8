import {
  USAGE_COLUMNS,
  type Usage,
  type UsagePeriod,
  type UsageQuery,
  type UsageStep,
  type UsageSums,
  type Used
} from '../../contract/usage.js';
import { csvLine } from '../activity/csv.js';
import type { Clock } from '../clock.js';
import type { KeptNow, UsageNames } from './ports.js';
import { dayAfter, periodsOf, rangeOf, type Range } from './periods.js';
import type { RanRow, UsageStore } from './store.js';

/** How many of the most used are named. */
const NAMED = 20;

const NOTHING: Omit<UsageSums, 'people'> = {
  signIns: 0,
  serverHours: 0,
  jobs: 0,
  jobHours: 0,
  jobCoreHours: 0,
  tasks: 0,
  files: 0,
  bytes: 0
};

function hours(seconds: number): number {
  return Math.round(seconds / 36) / 100;
}

function ranOf({ serverSeconds, jobs, jobSeconds }: RanRow) {
  return { serverHours: hours(serverSeconds), jobs, jobHours: hours(jobSeconds) };
}

/** What was used and is kept, in figures for administrators. */
export class UsageService {
  constructor(
    private readonly store: UsageStore,
    private readonly names: UsageNames,
    private readonly kept: KeptNow,
    private readonly keepDays: number,
    private readonly clock: Clock
  ) {}

  /** @throws AppError `invalid-request` for a range that is none, or too many periods */
  report(query: UsageQuery): Usage {
    const now = this.clock();
    const range = rangeOf(query, now);
    const at = now.toISOString();
    const sums = this.sums(range, range.by, at);
    return {
      ...range,
      total: { people: 0, ...NOTHING, ...this.sums(range, 'all', at).get('') },
      periods: periodsOf(range).map(from => ({
        from,
        people: 0,
        ...NOTHING,
        ...sums.get(from)
      })),
      images: this.most('image', range, at),
      domains: this.most('domain', range, at),
      users: this.store.most('user_id', range, at, NAMED).map(row => ({
        ...this.personOf(row.id),
        ...ranOf(row)
      })),
      ...this.keeping()
    };
  }

  /** The periods, a line each. @throws AppError as {@link report} */
  csv(query: UsageQuery): string {
    const { periods } = this.report(query);
    const lineOf = (period: UsagePeriod) =>
      csvLine(USAGE_COLUMNS.map(column => String(period[column])));
    return csvLine(USAGE_COLUMNS) + periods.map(lineOf).join('');
  }

  /** Forgets what is older than the setting says; to be called now and then. */
  prune(): void {
    this.store.deleteBefore(dayAfter(this.clock().toISOString().slice(0, 10), -this.keepDays));
  }

  private sums(range: Range, by: UsageStep | 'all', at: string): Map<string, UsageSums> {
    const found = new Map<string, UsageSums>();
    const add = (period: string, some: Partial<UsageSums>) =>
      found.set(period, { people: 0, ...NOTHING, ...found.get(period), ...some });
    for (const row of this.store.ran(range, by, at)) {
      add(row.period, { ...ranOf(row), jobCoreHours: hours(row.coreSeconds) });
    }
    for (const { period, ...counts } of this.store.counts(range, by)) {
      add(period, counts);
    }
    for (const { period, people } of this.store.people(range, by, at)) {
      add(period, { people });
    }
    return found;
  }

  private most(of: 'image' | 'domain', range: Range, at: string): Used[] {
    const titles = of === 'image' ? this.names.images : this.names.domains;
    return this.store.most(of, range, at, NAMED).map(row => ({
      id: row.id,
      title: titles.titleOf(row.id) ?? row.id,
      people: row.people,
      ...ranOf(row)
    }));
  }

  private keeping(): Pick<Usage, 'roots' | 'keepers'> {
    const byRoot = new Map(this.kept.byRoot().map(row => [row.root, row]));
    return {
      roots: this.names.roots.map(({ name: root, title }) => ({
        volumes: 0,
        people: 0,
        bytes: 0,
        files: 0,
        ...byRoot.get(root),
        root,
        title
      })),
      keepers: this.kept
        .byOwner(NAMED)
        .map(({ ownerId, ...kept }) => ({ ...this.personOf(ownerId), ...kept }))
    };
  }

  private personOf(id: string): { name: string; displayName: string } {
    const user = this.names.users.userById(id);
    return { name: user?.name ?? '', displayName: user?.displayName ?? '' };
  }
}
