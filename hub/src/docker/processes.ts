import { z } from 'zod';

import type { ContainerProcess } from '../compute/engine.js';

/**
 * For the `ps` of the engine's host. A terminal of a container has no name there, so that its column is empty; the group
 * in its foreground is known by number all the same, and is -1 without a terminal.
 */
export const PROCESS_COLUMNS = '-eo pid,tpgid,args';

const Listing = z.object({
  Titles: z.array(z.string()),
  Processes: z.array(z.array(z.string())).nullable()
});

/** @returns null for a listing without what was asked for: that host has another `ps` */
export function toProcesses(listing: unknown): ContainerProcess[] | null {
  const parsed = Listing.safeParse(listing);
  const terminal = parsed.data?.Titles.indexOf('TPGID') ?? -1;
  const command = parsed.data?.Titles.indexOf('COMMAND') ?? -1;
  if (!parsed.data || terminal < 0 || command < 0) {
    return null;
  }
  return (parsed.data.Processes ?? []).map(fields => ({
    inTerminal: Number(fields[terminal]) > 0,
    command: fields[command] ?? ''
  }));
}
