import type { UsageStep } from '../../contract/usage.js';
import type { Database } from '../sqlite/database.js';
import type { Range } from './periods.js';

/** What counts from its start to its end. */
export type RunKind = 'server' | 'job' | 'task';

/** Something that runs. */
export interface Run {
  readonly kind: RunKind;
  readonly id: string;
  readonly userId: string;
  /** Empty for tasks, as is the image. */
  readonly domain: string;
  readonly image: string;
  /** 0 where they are not known. */
  readonly cores: number;
  readonly startedAt: string;
}

/** What is counted beside what runs. */
export interface DayCounts {
  readonly acts?: number;
  readonly signIns?: number;
  readonly tasks?: number;
  readonly files?: number;
  readonly bytes?: number;
}

/** Sums of what ran; times in seconds. */
export interface RanRow {
  readonly serverSeconds: number;
  readonly jobs: number;
  readonly jobSeconds: number;
  readonly people: number;
}

export interface PeriodRow extends RanRow {
  readonly period: string;
  readonly coreSeconds: number;
}

export interface CountsRow {
  readonly period: string;
  readonly signIns: number;
  readonly tasks: number;
  readonly files: number;
  readonly bytes: number;
}

type Days = Pick<Range, 'since' | 'until'> & { now: string };

/** First day of the period of a day, as in periods.ts. */
const PERIOD: Record<UsageStep | 'all', string> = {
  day: 'day',
  week: `date(day, 'weekday 0', '-6 days')`,
  month: `substr(day, 1, 8) || '01'`,
  all: `''`
};

/** What runs in a set of rows of `usage_running`, by the days until `:now` that lie in a range. */
const byDay = (rows: string) => `
  parts AS (
    SELECT user_id, kind, domain, image, cores, unixepoch(started_at, 'subsec') AS started,
      max(date(started_at), :since) AS day
    FROM usage_running WHERE ${rows} AND kind <> 'task'
    UNION ALL
    SELECT user_id, kind, domain, image, cores, started, date(day, '+1 day') FROM parts
    WHERE unixepoch(day, '+1 day') < unixepoch(:now, 'subsec') AND date(day, '+1 day') < :until
  ),
  by_day AS (
    SELECT day, user_id, kind, domain, image, cores,
      max(0.0, min(unixepoch(:now, 'subsec'), unixepoch(day, '+1 day')) - max(started, unixepoch(day))) AS seconds
    FROM parts WHERE day < :until
  )`;

/** What ran in a range, and what still runs as far as it has come. */
const RAN = `${byDay('TRUE')},
  ran AS (
    SELECT day, user_id, kind, domain, image, runs, seconds, core_seconds FROM usage_runs
      WHERE day >= :since AND day < :until
    UNION ALL
    SELECT day, user_id, kind, domain, image, 0, seconds, seconds * cores FROM by_day WHERE seconds > 0
  )`;

const SUMS = `sum(iif(kind = 'server', seconds, 0)) AS serverSeconds, sum(iif(kind = 'job', runs, 0)) AS jobs,
  sum(iif(kind = 'job', seconds, 0)) AS jobSeconds, count(DISTINCT user_id) AS people`;

/** The tables `usage_running`, `usage_runs` and `usage_days`. */
export class UsageStore {
  private readonly statements;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** False when it is known to run already. */
  start(run: Run): boolean {
    return this.statements.start.run(run).changes === 1;
  }

  /** @returns whose it was; null when it was not known to run */
  end(kind: RunKind, id: string, at: string): string | null {
    this.statements.addRun.run({ kind, id, now: at, since: '', until: '9999' });
    return this.statements.end.get(kind, id)?.userId ?? null;
  }

  /** One more that started. */
  count(run: Run): void {
    this.statements.addStart.run({ ...run, day: run.startedAt.slice(0, 10) });
  }

  add(day: string, userId: string, counts: DayCounts): void {
    const { acts = 0, signIns = 0, tasks = 0, files = 0, bytes = 0 } = counts;
    this.statements.addCounts.run({ day, userId, acts, signIns, tasks, files, bytes });
  }

  /** Sums of what ran, by period; periods without any are left out. */
  ran(range: Range, by: UsageStep | 'all', now: string): PeriodRow[] {
    return this.statements.ran[by].all({ since: range.since, until: range.until, now });
  }

  counts(range: Range, by: UsageStep | 'all'): CountsRow[] {
    return this.statements.counts[by].all({ since: range.since, until: range.until });
  }

  /** How many did something, by period: more than had something running. */
  people(range: Range, by: UsageStep | 'all', now: string): { period: string; people: number }[] {
    return this.statements.people[by].all({ since: range.since, until: range.until, now });
  }

  /** Most hours first. */
  most(
    of: 'image' | 'domain' | 'user_id',
    range: Range,
    now: string,
    limit: number
  ): (RanRow & { id: string })[] {
    return this.statements.most[of].all({ since: range.since, until: range.until, now, limit });
  }

  /** Forgets what was before a day. */
  deleteBefore(day: string): void {
    this.statements.deleteRuns.run(day);
    this.statements.deleteDays.run(day);
  }
}

function prepare(database: Database) {
  const perStep = <Parameters extends object, Row>(sql: (period: string) => string) => {
    const of = (by: UsageStep | 'all') => database.prepare<[Parameters], Row>(sql(PERIOD[by]));
    return { day: of('day'), week: of('week'), month: of('month'), all: of('all') };
  };
  const most = (column: string) =>
    database.prepare<[Days & { limit: number }], RanRow & { id: string }>(
      `WITH RECURSIVE ${RAN} SELECT ${column} AS id, ${SUMS} FROM ran GROUP BY ${column}
       ORDER BY sum(seconds) DESC, ${column} LIMIT :limit`
    );
  return {
    start: database.prepare<[Run]>(
      `INSERT INTO usage_running (kind, id, user_id, domain, image, cores, started_at)
       VALUES (:kind, :id, :userId, :domain, :image, :cores, :startedAt) ON CONFLICT DO NOTHING`
    ),
    addStart: database.prepare<[Run & { day: string }]>(
      `INSERT INTO usage_runs (day, user_id, kind, domain, image, runs, seconds, core_seconds)
       VALUES (:day, :userId, :kind, :domain, :image, 1, 0, 0) ON CONFLICT DO UPDATE SET runs = runs + 1`
    ),
    addRun: database.prepare<[Days & { kind: string; id: string }]>(
      `WITH RECURSIVE ${byDay('kind = :kind AND id = :id')}
       INSERT INTO usage_runs (day, user_id, kind, domain, image, runs, seconds, core_seconds)
       SELECT day, user_id, kind, domain, image, 0, seconds, seconds * cores FROM by_day WHERE seconds > 0
       ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds, core_seconds = core_seconds + excluded.core_seconds`
    ),
    end: database.prepare<[string, string], { userId: string }>(
      'DELETE FROM usage_running WHERE kind = ? AND id = ? RETURNING user_id AS userId'
    ),
    addCounts: database.prepare<[Required<DayCounts> & { day: string; userId: string }]>(
      `INSERT INTO usage_days (day, user_id, acts, sign_ins, tasks, files, bytes)
       VALUES (:day, :userId, :acts, :signIns, :tasks, :files, :bytes)
       ON CONFLICT DO UPDATE SET acts = acts + excluded.acts, sign_ins = sign_ins + excluded.sign_ins,
         tasks = tasks + excluded.tasks, files = files + excluded.files, bytes = bytes + excluded.bytes`
    ),
    ran: perStep<Days, PeriodRow>(
      period => `WITH RECURSIVE ${RAN}
        SELECT ${period} AS period, ${SUMS}, sum(iif(kind = 'job', core_seconds, 0)) AS coreSeconds
        FROM ran GROUP BY 1`
    ),
    counts: perStep<Omit<Days, 'now'>, CountsRow>(
      period => `SELECT ${period} AS period, sum(sign_ins) AS signIns, sum(tasks) AS tasks, sum(files) AS files,
          sum(bytes) AS bytes
        FROM usage_days WHERE day >= :since AND day < :until GROUP BY 1`
    ),
    people: perStep<Days, { period: string; people: number }>(
      period => `WITH RECURSIVE ${RAN}
        SELECT ${period} AS period, count(DISTINCT user_id) AS people FROM (
          SELECT day, user_id FROM ran
          UNION ALL
          SELECT day, user_id FROM usage_days WHERE day >= :since AND day < :until
        ) GROUP BY 1`
    ),
    most: { image: most('image'), domain: most('domain'), user_id: most('user_id') },
    deleteRuns: database.prepare<[string]>('DELETE FROM usage_runs WHERE day < ?'),
    deleteDays: database.prepare<[string]>('DELETE FROM usage_days WHERE day < ?')
  };
}
