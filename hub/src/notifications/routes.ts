import {
  dismissNotifications,
  getNotificationPreferences,
  listNotifications,
  putNotificationPreferences,
  readNotifications
} from '../../contract/notifications.js';
import type { Api } from '../http/api.js';
import type { NotificationsByMail } from './by-mail.js';
import type { NotificationService } from './service.js';

export function bindNotifications(
  api: Api,
  notifications: NotificationService,
  byMail: NotificationsByMail
): void {
  api.on(listNotifications, ({ principal, query }) => notifications.list(principal.user, query));

  api.on(readNotifications, ({ principal, body }) => notifications.read(principal.user, body));

  api.on(dismissNotifications, ({ principal, body }) =>
    notifications.dismiss(principal.user, body)
  );

  api.on(getNotificationPreferences, ({ principal }) => byMail.preferences(principal.user));

  api.on(putNotificationPreferences, ({ principal, body }) =>
    byMail.choose(principal.user, body.kinds)
  );
}
