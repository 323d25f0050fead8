import { z } from 'zod';

const Stats = z.object({
  memory_stats: z.object({
    usage: z.number().optional(),
    stats: z.record(z.string(), z.number()).optional()
  })
});

/** Memory that cannot be taken back: what the control group counts, without the file cache that nobody uses. */
export function memoryInUse(stats: unknown): number | null {
  const parsed = Stats.safeParse(stats);
  const { usage, stats: details = {} } = parsed.data?.memory_stats ?? {};
  if (usage === undefined) {
    return null;
  }
  const idleCache = details['total_inactive_file'] ?? details['inactive_file'] ?? 0;
  return Math.max(0, usage - idleCache);
}
