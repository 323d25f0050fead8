import type { TaskProgress } from '../../contract/tasks.js';

/** Over how long speed is measured. */
const WINDOW_MS = 5000;

type Amount = Pick<TaskProgress, 'files' | 'bytes'>;

/** How fast something moves of late, and when it will be over at that. */
export class Speed {
  private readonly seen: (Amount & { readonly atMs: number })[] = [];

  /** @param now - a monotonic clock, in milliseconds */
  constructor(private readonly now: () => number) {}

  /** @param total - null when it is not known */
  progress(soFar: Amount, total: Amount | null): TaskProgress {
    const atMs = this.now();
    while (this.seen.length > 0 && (this.seen[0]?.atMs ?? 0) < atMs - WINDOW_MS) {
      this.seen.shift();
    }
    const first = this.seen[0];
    this.seen.push({ ...soFar, atMs });
    const seconds = first ? (atMs - first.atMs) / 1000 : 0;
    const perSecond = (what: keyof Amount) =>
      first && seconds > 0 ? Math.max(0, (soFar[what] - first[what]) / seconds) : 0;
    return {
      files: soFar.files,
      bytes: soFar.bytes,
      filesTotal: total && Math.max(total.files, soFar.files),
      bytesTotal: total && Math.max(total.bytes, soFar.bytes),
      bytesPerSecond: Math.round(perSecond('bytes')) || null,
      remainingSeconds: total && remaining(soFar, total, perSecond)
    };
  }
}

/** Many small files and few large ones: what takes longer at the present speed. */
function remaining(
  soFar: Amount,
  total: Amount,
  perSecond: (what: keyof Amount) => number
): number | null {
  const seconds = (['files', 'bytes'] as const)
    .filter(what => total[what] > soFar[what] && perSecond(what) > 0)
    .map(what => (total[what] - soFar[what]) / perSecond(what));
  return seconds.length > 0 ? Math.ceil(Math.max(...seconds)) : null;
}
