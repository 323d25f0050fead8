import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import {
  cancelJob,
  deleteJob,
  editJob,
  getJob,
  hasEnded,
  listJobs,
  rerunJob,
  type Job,
  type JobSummary
} from '../../hub/contract/jobs.js';
import type { HubClient } from '../api/hub-client.js';
import type { StreamState } from '../events/event-stream.js';
import type { IHubEvents, IJobsModel, JobsState } from '../tokens.js';

const PAGE = 200;

/** The user's jobs: read once, then kept true by the hub's events. */
export class JobsModel implements IJobsModel {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
  }

  get state(): JobsState {
    return this._state;
  }

  get jobs(): readonly JobSummary[] {
    this.sorted ??= [...this.byId.values()].sort((a, b) =>
      a.id < b.id ? 1 : a.id > b.id ? -1 : 0
    );
    return this.sorted;
  }

  get changed(): ISignal<IJobsModel, void> {
    return this._changed;
  }

  get ended(): ISignal<IJobsModel, JobSummary> {
    return this._ended;
  }

  open(): void {
    if (this.opened) return;
    this.opened = true;
    void this.refresh();
  }

  async refresh(): Promise<void> {
    this.opened = true;
    if (this._state.kind === 'failed') this.setState({ kind: 'loading' });
    try {
      const [live, recent] = await Promise.all([this.readLive(), this.readPage()]);
      const present = new Set([...live, ...recent.items].map(job => job.id));
      this.forgetMissing(present, recent.items.at(-1)?.id ?? '');
      for (const job of [...recent.items, ...live]) this.put(job);
      this.cursor = recent.nextCursor;
      this.setState({ kind: 'ready', hasMore: this.cursor !== null });
    } catch (error) {
      // A list that was read before stays: the stream says that the hub is out of reach, and comes back by itself.
      if (this._state.kind !== 'ready') this.setState({ kind: 'failed', error });
    }
  }

  async loadMore(): Promise<void> {
    if (this.cursor === null || this.loadingMore) return;
    this.loadingMore = true;
    try {
      const page = await this.readPage(this.cursor);
      for (const job of page.items) this.put(job);
      this.cursor = page.nextCursor;
      this.setState({ kind: 'ready', hasMore: this.cursor !== null });
    } finally {
      this.loadingMore = false;
    }
  }

  async search(text: string): Promise<void> {
    if (this.cursor === null) return;
    const found = await this.client.call(listJobs, { query: { q: text, limit: PAGE } });
    for (const job of found.items) this.put(job);
    this.emitChanged();
  }

  find(id: string): JobSummary | null {
    return this.byId.get(id) ?? null;
  }

  async get(id: string, signal?: AbortSignal): Promise<Job> {
    const job = await this.client.call(getJob, { params: { id }, ...(signal && { signal }) });
    // One that is only shared with the user is no job of his.
    if (job.mine) this.take(job);
    return job;
  }

  take(job: JobSummary): void {
    if (this.put(job)) this.emitChanged();
  }

  async cancel(id: string): Promise<void> {
    const before = this.byId.get(id);
    if (before) this.replace({ ...before, cancelling: true });
    try {
      this.take(await this.client.call(cancelJob, { params: { id } }));
    } catch (error) {
      const now = this.byId.get(id);
      if (now?.cancelling && now.version === before?.version) this.replace(before);
      throw error;
    }
  }

  async rerun(id: string): Promise<JobSummary> {
    const job = await this.client.call(rerunJob, { params: { id } });
    this.take(job);
    return job;
  }

  async rename(id: string, name: string): Promise<void> {
    this.take(await this.client.call(editJob, { params: { id }, body: { name } }));
  }

  async remove(id: string, files: 'keep' | 'delete'): Promise<void> {
    const before = this.byId.get(id);
    this.drop(id);
    try {
      await this.client.call(deleteJob, { params: { id }, query: { files } });
    } catch (error) {
      this.gone.delete(id);
      if (before) this.take(before);
      throw error;
    }
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'reset') {
      if (this.opened) void this.refresh();
    } else if (event.type === 'job') {
      const before = this.byId.get(event.id);
      this.take(event.body);
      if (before && !hasEnded(before.state) && hasEnded(event.body.state)) {
        this._ended.emit(event.body);
      }
    } else if (event.type === 'jobDeleted' && this.byId.has(event.id)) {
      this.drop(event.id);
    }
  }

  /** What happened between reading the list and the first event is known to nobody: read again. */
  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online' && this.opened && this._state.kind !== 'loading') {
      void this.refresh();
    }
  }

  private async readLive(): Promise<JobSummary[]> {
    const jobs: JobSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.client.call(listJobs, {
        query: { state: 'live', limit: PAGE, ...(cursor && { cursor }) }
      });
      jobs.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return jobs;
  }

  private readPage(cursor?: string) {
    return this.client.call(listJobs, { query: { limit: PAGE, ...(cursor && { cursor }) } });
  }

  /** Drops what a fresh list should hold and does not: live jobs, and those not older than its last one. */
  private forgetMissing(present: ReadonlySet<string>, oldest: string): void {
    for (const job of this.byId.values()) {
      const expected = !hasEnded(job.state) || job.id >= oldest;
      if (expected && !present.has(job.id)) this.byId.delete(job.id);
    }
    this.sorted = null;
  }

  /** @returns whether it was news */
  private put(job: JobSummary): boolean {
    const known = this.byId.get(job.id);
    if (this.gone.has(job.id) || (known && known.version > job.version)) return false;
    this.byId.set(job.id, job);
    this.sorted = null;
    return true;
  }

  private replace(job: JobSummary): void {
    this.byId.set(job.id, job);
    this.sorted = null;
    this.emitChanged();
  }

  private drop(id: string): void {
    this.gone.add(id);
    this.byId.delete(id);
    this.sorted = null;
    this.emitChanged();
  }

  private setState(state: JobsState): void {
    this._state = state;
    this.emitChanged();
  }

  private emitChanged(): void {
    this._changed.emit();
  }

  private readonly byId = new Map<string, JobSummary>();
  private readonly gone = new Set<string>();
  private sorted: JobSummary[] | null = null;
  private cursor: string | null = null;
  private opened = false;
  private loadingMore = false;
  private _state: JobsState = { kind: 'loading' };
  private readonly _changed = new Signal<IJobsModel, void>(this);
  private readonly _ended = new Signal<IJobsModel, JobSummary>(this);
}
