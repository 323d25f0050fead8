import {
  editAnnouncement,
  endAnnouncement,
  listAnnouncements,
  makeAnnouncement
} from '../../contract/notifications.js';
import type { Api } from '../http/api.js';
import type { AnnouncementService } from './service.js';

export function bindAnnouncements(api: Api, announcements: AnnouncementService): void {
  api.on(listAnnouncements, ({ principal, query }) => announcements.list(principal.user, query));

  api.on(makeAnnouncement, ({ principal, body }) =>
    announcements.make(principal.user, { ...body, from: body.from ?? null })
  );

  api.on(editAnnouncement, ({ principal, params, body }) =>
    announcements.edit(principal.user, params.id, body)
  );

  api.on(endAnnouncement, ({ principal, params }) => announcements.end(principal.user, params.id));
}
