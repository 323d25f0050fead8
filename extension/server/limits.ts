import type { TranslationBundle } from '@jupyterlab/translation';

import { levelOf } from '../../hub/contract/layer-level.js';
import type { Server } from '../../hub/contract/servers.js';
import { formatBytes, formatShare } from '../ui/amounts.js';

/** Its owner is told as long before. */
const SOON_MS = 10 * 60_000;

/** What a container holds of its own, and that it is too much or soon will be. Empty where that is not known. */
export function layerText(
  { usedBytes, limitBytes }: Server['layer'],
  trans: TranslationBundle
): string {
  if (usedBytes === null) return '';
  const held = limitBytes === null ? formatBytes(usedBytes) : formatShare(usedBytes, limitBytes);
  switch (levelOf(usedBytes, limitBytes)) {
    case 'fine':
      return held;
    case 'near':
      return trans.__('%1, nearly full', held);
    case 'over':
      return trans.__('%1, too much: the server will be stopped', held);
  }
}

/** The stop that comes first: that of a server in which nothing happens, or the one that its domain sets. */
export function stopOf({ idleStopAt, endsAt }: Pick<Server, 'idleStopAt' | 'endsAt'>): {
  readonly at: string;
  readonly isEnd: boolean;
} | null {
  if (endsAt !== null && (idleStopAt === null || endsAt <= idleStopAt)) {
    return { at: endsAt, isEnd: true };
  }
  return idleStopAt === null ? null : { at: idleStopAt, isEnd: false };
}

/** Whether something of a server is nearly used up: its memory, what its container may hold, its time. */
export function isNearLimit(server: Server, now: Date): boolean {
  const { usedBytes, limitBytes } = server.memory;
  const stop = stopOf(server);
  return (
    (usedBytes !== null && usedBytes > 0.9 * limitBytes) ||
    levelOf(server.layer.usedBytes, server.layer.limitBytes) !== 'fine' ||
    (stop !== null && new Date(stop.at).getTime() - now.getTime() < SOON_MS)
  );
}
