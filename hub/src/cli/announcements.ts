import { makeAnnouncement } from '../../contract/notifications.js';
import type { AnnouncementService } from '../announcements/service.js';
import { AppError } from '../errors.js';
import type { OperatorRequest } from './requests.js';
import { table } from './table.js';

export type OperatedAnnouncements = Pick<AnnouncementService, 'list' | 'make' | 'end'>;
type Announcing = Extract<OperatorRequest, { command: 'announce' }>;

const LISTED = 50;

/** @throws AppError `invalid-request` in words */
export function announce(
  announcements: OperatedAnnouncements,
  { command: _command, from, ...words }: Announcing
): string[] {
  const wanted = makeAnnouncement.body.safeParse({ ...words, ...(from === null ? {} : { from }) });
  if (!wanted.success) {
    const [issue] = wanted.error.issues;
    throw new AppError('invalid-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const made = announcements.make(null, { ...wanted.data, from });
  return [
    made.state === 'planned'
      ? `“${made.title}” will be shown from ${made.from}`
      : `“${made.title}” is shown to everybody`,
    `To end it: labcommons end-announcement ${made.id}`
  ];
}

export function listAnnouncements(announcements: OperatedAnnouncements): string[] {
  const { items } = announcements.list(null, { limit: LISTED });
  return items.length === 0
    ? ['Nothing was announced yet']
    : table(
        ['ID', 'STATE', 'SEVERITY', 'FROM', 'UNTIL', 'TITLE'],
        items.map(({ id, state, severity, from, until, title }) => [
          id,
          state === 'inForce' ? 'shown' : state,
          severity,
          from.slice(0, 16).replace('T', ' '),
          until?.slice(0, 16).replace('T', ' ') ?? 'until ended',
          title
        ])
      );
}
