import type { HubEvent } from '../../contract/events.js';
import type { User } from '../accounts/types.js';
import type { Act } from '../activity/ports.js';
import type { KeptByOwner, KeptInRoot } from '../volumes/totals.js';

/** Where it is heard what happens, in the transaction in which it does. */
export interface Happenings {
  onAct(listener: (act: Act) => void): void;
  onEvent(listener: (userId: string, event: HubEvent) => void): void;
}

/** What jobs are made of, as far as their events do not say it. */
export interface UsageJobs {
  find(id: string): {
    readonly domain: string;
    readonly spec: {
      readonly image: { readonly id: string };
      readonly resources: { readonly cores: number };
    };
  } | null;
}

/** What people call what was used. */
export interface UsageNames {
  readonly users: { userById(id: string): User | null };
  readonly images: { titleOf(id: string): string | null };
  readonly domains: { titleOf(id: string): string | null };
  /** In the order of the settings. */
  readonly roots: readonly { readonly name: string; readonly title: string }[];
}

/** What users keep. */
export interface KeptNow {
  byRoot(): KeptInRoot[];
  /** Most bytes first. */
  byOwner(limit: number): KeptByOwner[];
}
