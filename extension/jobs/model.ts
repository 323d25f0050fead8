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
import { readAll } from '../api/read-all.js';
import { LiveReading, readSoFar, type ReadSoFar } from '../events/live-reading.js';
import type { IHubEvents, IJobsModel } from '../tokens.js';

const PAGE = 200;

/** The user's jobs. */
export class JobsModel extends LiveReading<ReadSoFar> implements IJobsModel {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    super(events);
  }

  get jobs(): readonly JobSummary[] {
    this.sorted ??= [...this.byId.values()].sort((a, b) =>
      a.id < b.id ? 1 : a.id > b.id ? -1 : 0
    );
    return this.sorted;
  }

  get ended(): ISignal<IJobsModel, JobSummary> {
    return this._ended;
  }

  async loadMore(): Promise<void> {
    if (this.cursor === null || this.loadingMore) return;
    this.loadingMore = true;
    try {
      const page = await this.readPage(this.cursor);
      for (const job of page.items) this.put(job);
      this.cursor = page.nextCursor;
      this.setState(readSoFar(this.cursor));
    } finally {
      this.loadingMore = false;
    }
  }

  async search(text: string): Promise<void> {
    if (this.cursor === null) return;
    const found = await this.client.call(listJobs, { query: { q: text, limit: PAGE } });
    for (const job of found.items) this.put(job);
    this._changed.emit();
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
    if (this.put(job)) this._changed.emit();
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

  protected async read(): Promise<ReadSoFar> {
    const [live, recent] = await Promise.all([this.readLive(), this.readPage()]);
    const present = new Set([...live, ...recent.items].map(job => job.id));
    this.forgetMissing(present, recent.items.at(-1)?.id ?? '');
    for (const job of [...recent.items, ...live]) this.put(job);
    this.cursor = recent.nextCursor;
    return readSoFar(this.cursor);
  }

  protected onEvent(event: HubEvent): void {
    if (event.type === 'job') {
      const before = this.byId.get(event.id);
      this.take(event.body);
      if (before && !hasEnded(before.state) && hasEnded(event.body.state)) {
        this._ended.emit(event.body);
      }
    } else if (event.type === 'jobDeleted' && this.byId.has(event.id)) {
      this.drop(event.id);
    }
  }

  private readLive(): Promise<JobSummary[]> {
    return readAll(wish => this.client.call(listJobs, { query: { state: 'live', ...wish } }));
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
    this._changed.emit();
  }

  private drop(id: string): void {
    this.gone.add(id);
    this.byId.delete(id);
    this.sorted = null;
    this._changed.emit();
  }

  private readonly byId = new Map<string, JobSummary>();
  private readonly gone = new Set<string>();
  private sorted: JobSummary[] | null = null;
  private cursor: string | null = null;
  private loadingMore = false;
  private readonly _ended = new Signal<IJobsModel, JobSummary>(this);
}
