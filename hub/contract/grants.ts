import { z } from 'zod';

import { Id, PageQuery, Time, UserName, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Person } from './groups.js';

export const ResourceKind = z.enum(['volume', 'image', 'domain', 'job', 'root', 'database']);
export type ResourceKind = z.infer<typeof ResourceKind>;

export const Privilege = z.enum(['read', 'write', 'grant', 'use']);
export type Privilege = z.infer<typeof Privilege>;

export const Sharing = z
  .enum(['private', 'shared', 'public'])
  .describe('Whether others have access: nobody, some, or every user');
export type Sharing = z.infer<typeof Sharing>;

/**
 * What can be granted on which kind of resource. `write` includes `read`. To `use` a root is to make volumes in it.
 */
export const GRANTABLE: Record<ResourceKind, readonly Privilege[]> = {
  volume: ['read', 'write', 'grant'],
  image: ['use'],
  domain: ['use'],
  job: ['read'],
  root: ['use', 'grant'],
  database: ['read', 'write', 'grant']
};

/** A resource as it is named in requests: a volume or database by id or address, a root by its name, everything else by id. */
export const ResourceRef = z.strictObject({
  kind: ResourceKind,
  id: z.string().min(1).max(300)
});
export type ResourceRef = z.infer<typeof ResourceRef>;

/** A resource in a query, `kind:id`: `volume:Storage/kim/thesis`, `image:base`. */
export const ResourceText = z
  .string()
  .max(310)
  .regex(
    new RegExp(`^(${ResourceKind.options.join('|')}):.+$`),
    `must be ${ResourceKind.options.map(kind => `${kind}:…`).join(' or ')}`
  )
  .describe('kind:id');

/** Of a thing, as {@link parseResource} reads it. */
export function resourceText({ kind, id }: ResourceRef): string {
  return `${kind}:${id}`;
}

export function parseResource(text: z.infer<typeof ResourceText>): ResourceRef {
  const colon = text.indexOf(':');
  return { kind: ResourceKind.parse(text.slice(0, colon)), id: text.slice(colon + 1) };
}

/** Whom a grant is for: a user by name, a group by id, or everyone with the empty id. */
export const SubjectRef = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), id: UserName }),
  z.strictObject({ kind: z.literal('group'), id: Id }),
  z.strictObject({ kind: z.literal('everyone'), id: z.literal('') })
]);
export type SubjectRef = z.infer<typeof SubjectRef>;

export const SubjectKind = z.enum(['user', 'group', 'everyone']);
export type SubjectKind = z.infer<typeof SubjectKind>;

export const Grant = z
  .object({
    resource: z.object({
      kind: ResourceKind,
      id: z.string(),
      name: z
        .string()
        .describe(
          'Address of a volume or database, title of an image, domain or root, name of a job'
        ),
      owner: Person.nullable().describe('Null for what belongs to the site')
    }),
    subject: z.object({
      kind: SubjectKind,
      id: z.string().describe('Name of a user, id of a group, empty for everyone'),
      name: z.string().describe('Display name of a user, name of a group, empty for everyone')
    }),
    privileges: z.array(Privilege).min(1),
    grantedBy: Person.nullable().describe('Null for the site itself'),
    createdAt: Time.describe('When these privileges were granted')
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof Grant>;

export const listGrants = defineEndpoint({
  id: 'listGrants',
  method: 'GET',
  path: '/grants',
  summary:
    'Who may do what: with a resource, as far as the caller may see it; through a group; or what the caller himself was granted, in person, through his groups and with everyone: what he reaches, and through whom',
  query: PageQuery.extend({
    resource: ResourceText.optional(),
    group: Id.optional(),
    user: z.literal('me').optional(),
    kind: ResourceKind.optional().describe('Only on resources of this kind; with user'),
    through: SubjectKind.optional().describe(
      'Only what came in person, through groups, or with everyone; with user'
    ),
    q: z
      .string()
      .trim()
      .max(100)
      .optional()
      .describe('Part of the name of the resource, in any case; with user')
  })
    .refine(
      ({ resource, group, user }) =>
        [resource, group, user].filter(value => value !== undefined).length === 1,
      'name one of resource, group and user'
    )
    .refine(
      ({ user, kind, through, q }) =>
        user !== undefined || [kind, through, q].every(value => value === undefined),
      'kind, through and q go with user'
    ),
  response: pageOf(Grant),
  problems: ['not-found', 'not-allowed']
});

export const putGrant = defineEndpoint({
  id: 'putGrant',
  method: 'PUT',
  path: '/grants',
  summary:
    'Grant these privileges instead of what the subject had; none withdraws. For owners and whom they allow to grant, never more than one has; everyone only by administrators. Anybody may withdraw what was granted to himself, and those who look after a group what was granted to it',
  body: z.strictObject({
    resource: ResourceRef,
    subject: SubjectRef,
    privileges: z.array(Privilege).max(4)
  }),
  response: z.object({ grant: Grant.nullable().describe('Null when it was withdrawn') }),
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const explainAccess = defineEndpoint({
  id: 'explainAccess',
  method: 'GET',
  path: '/access',
  summary: 'Whether the caller may do something with a resource that he can see, and through what',
  query: z.strictObject({
    resource: ResourceText,
    privilege: Privilege
  }),
  response: z
    .object({
      allowed: z.boolean(),
      through: z.enum(['ownership', 'administration', 'grant']).nullable(),
      grant: Grant.nullable().describe('The grant that allows it'),
      explanation: z
        .string()
        .describe('In words: write, through group astro, granted by kim on 2026-11-21')
    })
    .meta({ id: 'Access' }),
  problems: ['not-found']
});
