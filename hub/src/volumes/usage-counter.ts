import type { Clock } from '../clock.js';
import type { VolumeFiles } from '../files/ports.js';
import type { QuotaService } from './quotas.js';
import type { Volume } from './types.js';

/** What was counted so recently is not counted again because somebody looks. */
const FRESH_MS = 60_000;

/**
 * Has the files worker count what lies in volumes, one after the other, in the background. What is written while its
 * volume is counted may count twice until the next time.
 */
export class UsageCounter {
  private readonly waiting = new Map<string, Volume>();
  private readonly took = new Map<string, number>();
  private working: Promise<void> | null = null;
  private readonly closing = new AbortController();

  constructor(
    private readonly files: Pick<VolumeFiles, 'measure'>,
    private readonly quotas: Pick<QuotaService, 'counted' | 'countedOf'>,
    private readonly clock: Clock,
    private readonly log: { warn(fields: object, message: string): void }
  ) {}

  /** Counts those again whose figures are older than a minute. */
  refresh(volumes: readonly Volume[]): void {
    const fresh = this.clock().getTime() - FRESH_MS;
    this.countAll(
      volumes.filter(volume => {
        const counted = this.quotas.countedOf(volume);
        return !counted || Date.parse(counted.countedAt) < fresh;
      })
    );
  }

  /** Data volumes are left alone: they are nobody's quota, and may be very large. */
  countAll(volumes: readonly Volume[]): void {
    for (const volume of volumes.filter(({ kind }) => kind === 'user')) {
      this.waiting.set(volume.id, volume);
    }
    this.working ??= this.work().finally(() => (this.working = null));
  }

  /** How long the last count of a volume took; 0 before there was one. */
  tookMs(volume: Volume): number {
    return this.took.get(volume.id) ?? 0;
  }

  /** Resolves once nothing is left to count. */
  async idle(): Promise<void> {
    await this.working;
  }

  /** Ends what is under way; nothing is counted any more. */
  async close(): Promise<void> {
    this.waiting.clear();
    this.closing.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    for (;;) {
      const [next] = this.waiting.values();
      if (!next) {
        return;
      }
      this.waiting.delete(next.id);
      await this.count(next);
    }
  }

  private async count(volume: Volume): Promise<void> {
    const begun = performance.now();
    try {
      const usage = await this.files.measure(
        { directory: volume.directory, path: '' },
        { signal: this.closing.signal, onProgress: () => undefined }
      );
      this.took.set(volume.id, performance.now() - begun);
      this.quotas.counted(volume, usage, this.clock().toISOString());
    } catch (err) {
      // Deleted meanwhile, or out of reach: the last figures stay.
      if (this.closing.signal.aborted) {
        return;
      }
      this.log.warn({ err, volume: volume.address }, 'a volume was not counted');
    }
  }
}
