import type { IServerModel } from '../tokens.js';

const WARN_MS = 10 * 60_000;
/** The longest delay that a browser's timer takes is some 24 days; a day is long enough to look again. */
const LONGEST_MS = 86_400_000;

/** Warns once per announced stop, ten minutes before it. */
export class IdleWarning {
  constructor(
    private readonly options: {
      readonly model: IServerModel;
      readonly warn: (minutes: number) => void;
    }
  ) {}

  /** To be called whenever the server has changed. */
  look(): void {
    clearTimeout(this.timer);
    const stopAt = this.options.model.server?.idleStopAt ?? null;
    if (!stopAt || stopAt === this.warnedOf) return;
    const leftMs = new Date(stopAt).getTime() - Date.now();
    if (leftMs > WARN_MS) {
      this.timer = setTimeout(() => this.look(), Math.min(leftMs - WARN_MS, LONGEST_MS));
    } else if (leftMs > 0) {
      this.warnedOf = stopAt;
      this.options.warn(Math.max(1, Math.round(leftMs / 60_000)));
    }
  }

  private timer: ReturnType<typeof setTimeout> | undefined;
  private warnedOf: string | null = null;
}
