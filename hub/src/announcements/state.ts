import type { Announcement } from '../../contract/notifications.js';
import type { AnnouncementRow } from './store.js';

/** Whether an announcement is to be seen at a moment: from its beginning on, until just before its end. */
export function stateAt(
  { from, until }: Pick<AnnouncementRow, 'from' | 'until'>,
  now: string
): Announcement['state'] {
  if (until !== null && until <= now) {
    return 'over';
  }
  return from <= now ? 'inForce' : 'planned';
}
