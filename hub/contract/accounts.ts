import { z } from 'zod';

import { Id, Time, UserName } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const Me = z
  .object({
    id: Id,
    name: UserName,
    displayName: z.string(),
    admin: z.boolean(),
    groups: z.array(Id).describe('Groups that have accepted the user'),
    scopes: z.array(z.string()),
    limits: z.object({
      servers: z.number().int().describe('Servers this user may keep'),
      runningJobs: z.number().int().describe('Jobs of this user that may run at once'),
      queuedJobs: z.number().int().describe('Jobs of this user that may wait'),
      links: z
        .object({
          defaultDays: z
            .number()
            .int()
            .describe('Days until a link expires that says nothing else'),
          longestDays: z.number().int()
        })
        .nullable()
        .describe('How long anonymous links live; null where there are none')
    }),
    features: z.array(z.string()).describe('Parts of the platform that are in force here')
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const getMe = defineEndpoint({
  id: 'getMe',
  method: 'GET',
  path: '/me',
  summary: 'Who is calling, and within which limits',
  response: Me
});

export const Profile = z
  .object({
    findable: z
      .boolean()
      .describe('Whether others find the user by a part of his name, or by the exact name only')
  })
  .meta({ id: 'Profile' });
export type Profile = z.infer<typeof Profile>;

export const getProfile = defineEndpoint({
  id: 'getProfile',
  method: 'GET',
  path: '/account/profile',
  summary: 'What others see of the user',
  credentials: 'session',
  response: Profile
});

export const editProfile = defineEndpoint({
  id: 'editProfile',
  method: 'PATCH',
  path: '/account/profile',
  summary: 'Change what others see of the user',
  credentials: 'session',
  body: z.strictObject({ findable: z.boolean() }),
  response: Profile
});

export const OwnEmail = z
  .object({
    address: z.string().nullable(),
    confirmed: z.boolean().describe('Whether a letter to it was answered'),
    pending: z
      .object({ address: z.string(), expiresAt: Time })
      .nullable()
      .describe('An address that takes its place once the letter to it is answered'),
    sendsMail: z.boolean().describe('Whether this hub sends e-mail at all')
  })
  .meta({ id: 'OwnEmail' });
export type OwnEmail = z.infer<typeof OwnEmail>;

export const getEmail = defineEndpoint({
  id: 'getEmail',
  method: 'GET',
  path: '/account/email',
  summary: "The user's e-mail address",
  credentials: 'session',
  response: OwnEmail
});

export const setEmail = defineEndpoint({
  id: 'setEmail',
  method: 'PUT',
  path: '/account/email',
  summary:
    'Change the e-mail address, or with null have none. Where mail is sent, a new address takes effect when the link mailed to it is followed',
  credentials: 'session',
  body: z.strictObject({
    email: z.email().max(254).nullable(),
    currentPassword: z.string().min(1).max(1024)
  }),
  response: OwnEmail,
  problems: ['wrong-password', 'too-many-requests']
});

export const changePassword = defineEndpoint({
  id: 'changePassword',
  method: 'POST',
  path: '/account/password',
  summary: 'Change the password; every other session and every token of the user ends',
  credentials: 'session',
  body: z.strictObject({
    currentPassword: z.string().min(1).max(1024),
    newPassword: z.string().min(8, 'must have at least 8 characters').max(1024)
  }),
  problems: ['wrong-password', 'too-many-requests']
});

export const Session = z
  .object({
    id: Id,
    current: z.boolean(),
    createdAt: Time,
    lastSeenAt: Time,
    address: z.string(),
    userAgent: z.string()
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const listSessions = defineEndpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/account/sessions',
  summary: 'Where the user is signed in',
  credentials: 'session',
  response: z.object({ items: z.array(Session) })
});

export const endSession = defineEndpoint({
  id: 'endSession',
  method: 'DELETE',
  path: '/account/sessions/{id}',
  summary: 'Sign out somewhere else',
  credentials: 'session',
  params: z.strictObject({ id: Id }),
  problems: ['not-found']
});
