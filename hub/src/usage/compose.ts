import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import { VolumeTotals } from '../volumes/totals.js';
import type { Happenings, UsageJobs, UsageNames } from './ports.js';
import { UsageRecorder } from './recorder.js';
import { UsageService } from './service.js';
import { UsageStore } from './store.js';

/** What the figures of use need of the rest of the hub. */
export interface UsageNeeds {
  readonly database: Database;
  readonly activity: Happenings;
  readonly jobs: UsageJobs;
  readonly names: UsageNames;
  /** How long figures are kept. */
  readonly keepDays: number;
  readonly clock: Clock;
}

/** Begins to note what is used. */
export function composeUsage(needs: UsageNeeds): UsageService {
  const { database, activity, jobs, names, keepDays, clock } = needs;
  const store = new UsageStore(database);
  new UsageRecorder(database, store, jobs, clock).follow(activity);
  return new UsageService(store, names, new VolumeTotals(database), keepDays, clock);
}
