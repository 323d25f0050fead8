// Images and compute domains as administrators see them: those of the settings, and those registered while the hub runs.
import { z } from 'zod';

import { Time } from './common.js';
import { AppConfig, DomainConfig, ImageConfig } from './compute-config.js';
import { defineEndpoint } from './endpoint.js';

const Registered = z.object({
  registeredBy: z
    .enum(['settings', 'administrator'])
    .describe('What the settings file says is changed there'),
  public: z.boolean().describe('Whether everyone may use it now, or those it is granted to'),
  version: z.number().int().describe('0 for one of the settings'),
  createdAt: Time.nullable().describe('Null for one of the settings')
});

/** How far an image is on its way onto the engine. */
export const Preparation = z.object({
  state: z.enum(['ready', 'preparing', 'failed', 'unprepared']),
  message: z
    .string()
    .nullable()
    .describe('In words, what is being done, and why it failed; null where it is ready'),
  fraction: z.number().min(0).max(1).nullable().describe('Where that is known')
});
export type Preparation = z.infer<typeof Preparation>;

export const SiteImage = ImageConfig.omit({ app: true, public: true })
  .extend({
    ...Registered.shape,
    app: AppConfig.nullable().describe('Null: its servers run JupyterLab'),
    domains: z.array(z.string()).describe('Ids of the compute domains that offer it'),
    preparation: Preparation,
    runsNotebooks: z.boolean(),
    reason: z.string().nullable().describe('Why notebooks cannot run in it')
  })
  .meta({ id: 'SiteImage' });
export type SiteImage = z.infer<typeof SiteImage>;

export const SiteDomain = DomainConfig.omit({ public: true })
  .extend({
    ...Registered.shape,
    images: z.array(z.string()).describe('Ids of its images, also of those that name it themselves')
  })
  .meta({ id: 'SiteDomain' });
export type SiteDomain = z.infer<typeof SiteDomain>;

/** An image that an administrator registers, and the domains that are to offer it. */
export const NewImage = ImageConfig.extend({
  domains: z
    .array(z.string().max(40))
    .max(100)
    .default([])
    .describe('Ids of compute domains that offer it after their own images')
});
export type NewImage = z.infer<typeof NewImage>;

type Filled<Field> = Field extends z.ZodDefault<infer Inner> ? Inner : Field;

/** The same fields, none of them filled in: what is left out stays. */
function changeOf<Shape extends z.ZodRawShape>({ shape }: z.ZodObject<Shape>) {
  const fields = Object.entries(shape).map(([name, field]) => [
    name,
    z.optional(field instanceof z.ZodDefault ? field.unwrap() : field)
  ]);
  return z.strictObject(
    Object.fromEntries(fields) as { [Name in keyof Shape]: z.ZodOptional<Filled<Shape[Name]>> }
  );
}

const ImageChange = changeOf(NewImage.omit({ id: true })).extend({
  app: AppConfig.nullable().optional().describe('Null: JupyterLab')
});
export type ImageChange = z.infer<typeof ImageChange>;

const DomainChange = changeOf(DomainConfig.omit({ id: true }));
export type DomainChange = z.infer<typeof DomainChange>;

const Params = z.strictObject({ id: z.string().max(40) });

export const listSiteImages = defineEndpoint({
  id: 'listSiteImages',
  method: 'GET',
  path: '/admin/images',
  credentials: 'session',
  summary: 'Images of the site: those of the settings, then registered ones; for administrators',
  response: z.object({ items: z.array(SiteImage) }),
  problems: ['not-allowed']
});

export const registerImage = defineEndpoint({
  id: 'registerImage',
  method: 'POST',
  path: '/admin/images',
  credentials: 'session',
  summary:
    'Registers an image while the hub runs; it is got onto the engine and looked into at once, see `preparation`',
  body: NewImage,
  response: SiteImage,
  status: 201,
  problems: ['not-allowed', 'not-found', 'already-exists']
});

export const changeSiteImage = defineEndpoint({
  id: 'changeSiteImage',
  method: 'PATCH',
  path: '/admin/images/{id}',
  credentials: 'session',
  summary:
    'Changes a registered image; `If-Match` is honoured. With another `reference` its servers are made anew at their next start',
  params: Params,
  body: ImageChange,
  response: SiteImage,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});

export const prepareSiteImage = defineEndpoint({
  id: 'prepareSiteImage',
  method: 'POST',
  path: '/admin/images/{id}/prepare',
  credentials: 'session',
  summary: 'Gets an image onto the engine and looks into it, if that is not done or has failed',
  params: Params,
  response: SiteImage,
  status: 202,
  problems: ['not-found']
});

export const removeSiteImage = defineEndpoint({
  id: 'removeSiteImage',
  method: 'DELETE',
  path: '/admin/images/{id}',
  credentials: 'session',
  summary:
    'Takes a registered image out of the platform, as long as no server, unfinished job, saved environment or domain needs it; the engine keeps it',
  params: Params,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});

export const listSiteDomains = defineEndpoint({
  id: 'listSiteDomains',
  method: 'GET',
  path: '/admin/domains',
  credentials: 'session',
  summary:
    'Compute domains of the site: those of the settings, then registered ones; for administrators',
  response: z.object({ items: z.array(SiteDomain) }),
  problems: ['not-allowed']
});

export const registerDomain = defineEndpoint({
  id: 'registerDomain',
  method: 'POST',
  path: '/admin/domains',
  credentials: 'session',
  summary: 'Registers a compute domain while the hub runs',
  body: DomainConfig,
  response: SiteDomain,
  status: 201,
  problems: ['not-allowed', 'not-found', 'already-exists']
});

export const changeSiteDomain = defineEndpoint({
  id: 'changeSiteDomain',
  method: 'PATCH',
  path: '/admin/domains/{id}',
  credentials: 'session',
  summary:
    'Changes a registered compute domain; `If-Match` is honoured. Limits of memory and cores hold from the next start',
  params: Params,
  body: DomainChange,
  response: SiteDomain,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});

export const removeSiteDomain = defineEndpoint({
  id: 'removeSiteDomain',
  method: 'DELETE',
  path: '/admin/domains/{id}',
  credentials: 'session',
  summary:
    'Takes a registered compute domain out of the platform, as long as no live server and no unfinished job is in it; stopped servers start in another one',
  params: Params,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});
