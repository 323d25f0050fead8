import { Signal, type ISignal } from '@lumino/signaling';

import type { Job } from '../../hub/contract/jobs.js';
import type { IJobsModel } from '../tokens.js';

/** How far one job is known. */
export type DetailsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'gone' }
  | { readonly kind: 'ready'; readonly job: Job };

/** Everything about one job; reads it again whenever the list has news of it. */
export class JobDetails {
  constructor(
    private readonly jobs: IJobsModel,
    readonly id: string
  ) {
    jobs.changed.connect(this.onJobs, this);
    void this.read();
  }

  get state(): DetailsState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  retry(): void {
    this.set({ kind: 'loading' });
    void this.read();
  }

  dispose(): void {
    this.stop.abort();
    this.jobs.changed.disconnect(this.onJobs, this);
    Signal.clearData(this);
  }

  private onJobs(): void {
    if (this._state.kind !== 'ready') return;
    const known = this.jobs.find(this.id);
    if (!known) {
      if (this.jobs.state.kind === 'ready' && this.wasListed) this.set({ kind: 'gone' });
      return;
    }
    this.wasListed = true;
    const { job } = this._state;
    if (known.version > job.version || known.cancelling !== job.cancelling) {
      this.set({ kind: 'ready', job: { ...job, ...known } });
      void this.read();
    }
  }

  /** One reading at a time; news that arrives meanwhile leads to one more. */
  private async read(): Promise<void> {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    this.isReading = true;
    try {
      const job = await this.jobs.get(this.id, this.stop.signal);
      this.wasListed = job.mine;
      this.set({ kind: 'ready', job });
    } catch (error) {
      if (!this.stop.signal.aborted && this._state.kind !== 'ready')
        this.set({ kind: 'failed', error });
    } finally {
      this.isReading = false;
    }
    if (this.isStale && !this.stop.signal.aborted) {
      this.isStale = false;
      await this.read();
    }
  }

  private set(state: DetailsState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: DetailsState = { kind: 'loading' };
  private isReading = false;
  private isStale = false;
  private wasListed = false;
  private readonly stop = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
}
