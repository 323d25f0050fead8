import { listActivity, type Activity } from '../../hub/contract/activity.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubEvents } from '../tokens.js';
import { PagedList, type PageQuery } from '../ui/paged-list.js';

/** What happens at once is read at once. */
const SETTLE_MS = 1_000;

/** What the reader wants to see of the record; empty text for no matter. */
export interface ActivityFilter {
  readonly kind: string;
  readonly text: string;
  /** Days of the reader's calendar, `2026-11-20`; both are among what is shown. */
  readonly from: string;
  readonly to: string;
  readonly order: 'newest' | 'oldest';
}

export const NO_FILTER: ActivityFilter = { kind: '', text: '', from: '', to: '', order: 'newest' };

/** The record of acts as far as it was asked for, read again when something happens. */
export class ActivityModel extends PagedList<Activity, ActivityFilter> {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents,
    /** Only what was done in this group; null for what concerns the reader. */
    private readonly group: string | null = null
  ) {
    super(events, NO_FILTER, SETTLE_MS);
    events.received.connect(this.readSoon, this);
    events.stateChanged.connect(this.readSoon, this);
    void this.read();
  }

  /** All that the filter lets through, for a spreadsheet. */
  csv(): Promise<string> {
    return this.client.readText(listActivity, { query: this.query(), accept: 'text/csv' });
  }

  protected page(query: PageQuery, signal: AbortSignal) {
    return this.client.call(listActivity, { query: { ...this.query(), ...query }, signal });
  }

  private query() {
    const { kind, text, from, to, order } = this.filter;
    return {
      order,
      ...(this.group !== null && { group: this.group }),
      ...(kind && { kind }),
      ...(text.trim() && { text: text.trim() }),
      ...(from && { since: startOf(from, 0) }),
      ...(to && { until: startOf(to, 1) })
    };
  }
}

/** When a day begins where the reader is, some days later. */
function startOf(day: string, later: number): string {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + later);
  return start.toISOString();
}
