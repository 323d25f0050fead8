import { z } from 'zod';

import { Id, PageQuery, Time, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** What a notification is about. Users choose by kind which of them reach them by e-mail too. */
export const NotificationKind = z.enum([
  'jobSucceeded',
  'jobFailed',
  'taskSucceeded',
  'taskFailed',
  'idleWarning',
  'serverStopped',
  'invitation',
  'membership',
  'share',
  'expiry',
  'quota',
  'announcement'
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** How many notifications are kept for a user; beyond that the oldest read ones go first. */
export const NOTIFICATIONS_KEPT = 500;

export const Notification = z
  .object({
    id: Id,
    kind: NotificationKind,
    title: z.string(),
    body: z.string().describe('May be empty'),
    resource: z
      .object({ kind: z.string(), id: z.string() })
      .nullable()
      .describe('What it leads to; kinds as in events and activity'),
    read: z.boolean().describe('Whether the user has seen it in a list'),
    createdAt: Time
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

/** Some notifications by id, or all there are. */
const Chosen = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(NOTIFICATIONS_KEPT) }),
  z.strictObject({ all: z.literal(true) })
]);
export type ChosenNotifications = z.infer<typeof Chosen>;

export const listNotifications = defineEndpoint({
  id: 'listNotifications',
  method: 'GET',
  path: '/notifications',
  summary: `What the caller has not dismissed, newest first; the last ${NOTIFICATIONS_KEPT} are kept, read ones go first`,
  query: PageQuery.extend({ cursor: Id.optional() }),
  response: pageOf(Notification).extend({
    unread: z.number().int().describe('How many of all are not read')
  })
});

export const readNotifications = defineEndpoint({
  id: 'readNotifications',
  method: 'POST',
  path: '/notifications/read',
  summary: 'Mark notifications as read; ids of none change nothing',
  body: Chosen
});

export const dismissNotifications = defineEndpoint({
  id: 'dismissNotifications',
  method: 'POST',
  path: '/notifications/dismiss',
  summary: 'Let go of notifications; ids of none change nothing',
  body: Chosen
});

export const EmailPreference = z.enum(['off', 'atOnce', 'daily']);
export type EmailPreference = z.infer<typeof EmailPreference>;

export const NotificationPreferences = z
  .object({
    sendsMail: z.boolean().describe('Whether this hub sends e-mail at all'),
    address: z.string().nullable().describe("The caller's e-mail address"),
    kinds: z.record(NotificationKind, EmailPreference).describe('By kind; off unless chosen')
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

export const getNotificationPreferences = defineEndpoint({
  id: 'getNotificationPreferences',
  method: 'GET',
  path: '/me/notification-preferences',
  summary: 'Which notifications reach the caller by e-mail too, at once or in a daily digest',
  response: NotificationPreferences
});

export const putNotificationPreferences = defineEndpoint({
  id: 'putNotificationPreferences',
  method: 'PUT',
  path: '/me/notification-preferences',
  summary: 'Choose which notifications come by e-mail too; kinds left out do not',
  body: z.strictObject({ kinds: z.partialRecord(NotificationKind, EmailPreference) }),
  response: NotificationPreferences
});

export const Severity = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

export const Announcement = z
  .object({
    id: Id,
    title: z.string(),
    body: z.string().describe('May be empty'),
    severity: Severity,
    from: Time,
    until: Time.nullable().describe('Null until somebody ends it'),
    state: z.enum(['planned', 'inForce', 'over']),
    createdAt: Time,
    version: z.number().int()
  })
  .meta({ id: 'Announcement' });
export type Announcement = z.infer<typeof Announcement>;

const AnnouncementText = {
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().max(4000),
  severity: Severity,
  from: Time,
  until: Time.nullable()
};

export const listAnnouncements = defineEndpoint({
  id: 'listAnnouncements',
  method: 'GET',
  path: '/announcements',
  summary: 'Every announcement, newest first; for administrators',
  credentials: 'session',
  query: PageQuery.extend({ cursor: Id.optional() }),
  response: pageOf(Announcement),
  problems: ['not-allowed']
});

export const makeAnnouncement = defineEndpoint({
  id: 'makeAnnouncement',
  method: 'POST',
  path: '/announcements',
  summary:
    'Tell every user something, now or from a moment on: at sign-in, on hub pages, and as a notification; for administrators',
  credentials: 'session',
  body: z.strictObject({
    title: AnnouncementText.title,
    body: AnnouncementText.body.default(''),
    severity: AnnouncementText.severity.default('info'),
    from: AnnouncementText.from.optional(),
    until: AnnouncementText.until.default(null)
  }),
  status: 201,
  response: Announcement,
  problems: ['not-allowed']
});

const AnnouncementParams = z.strictObject({ id: Id });

export const editAnnouncement = defineEndpoint({
  id: 'editAnnouncement',
  method: 'PATCH',
  path: '/announcements/{id}',
  summary: 'Change an announcement that is not over; who was told is told anew',
  credentials: 'session',
  params: AnnouncementParams,
  body: z.strictObject(AnnouncementText).partial(),
  response: Announcement,
  problems: ['not-found', 'conflict']
});

export const endAnnouncement = defineEndpoint({
  id: 'endAnnouncement',
  method: 'POST',
  path: '/announcements/{id}/end',
  summary: 'End an announcement now; it vanishes everywhere. What is over stays so',
  credentials: 'session',
  params: AnnouncementParams,
  response: Announcement,
  problems: ['not-found']
});
