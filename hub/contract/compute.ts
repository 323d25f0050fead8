import { z } from 'zod';

import { Time } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Person } from './groups.js';

/** `lab`: its servers run JupyterLab; `app`: a program with pages of its own. */
export const ServerKind = z.enum(['lab', 'app']);
export type ServerKind = z.infer<typeof ServerKind>;

/** What of an image that a user saved changes with time; only a ready one can be used. */
export const SavedState = z.enum(['making', 'ready', 'failed', 'deleting']);
export type SavedState = z.infer<typeof SavedState>;

/** How an image came from a server's environment. */
export const Saved = z.object({
  state: SavedState,
  message: z
    .string()
    .nullable()
    .describe('In words, what is being done while it is made, and why it failed'),
  fraction: z.number().min(0).max(1).nullable().describe('Of its making, where that is known'),
  sizeBytes: z
    .number()
    .int()
    .nullable()
    .describe('What it holds beyond the image it was made from; null until it is ready'),
  basedOn: z.string().describe('Id of the image of the site that it was made from'),
  createdAt: Time,
  version: z.number().int()
});
export type Saved = z.infer<typeof Saved>;

export const Image = z
  .object({
    id: z.string().describe('Short name from the configuration, or a ULID'),
    title: z.string(),
    description: z.string(),
    kind: ServerKind.describe('Of the servers that run in it'),
    runsNotebooks: z.boolean().describe('Whether jobs of kind notebook can run in it'),
    reason: z.string().nullable().describe('Why it cannot run notebooks'),
    kernels: z.array(z.object({ name: z.string(), displayName: z.string(), language: z.string() })),
    owner: Person.nullable().describe('Who saved it; null for an image of the site'),
    saved: Saved.nullable().describe('Null for an image of the site')
  })
  .meta({ id: 'Image' });
export type Image = z.infer<typeof Image>;

export const Domain = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    kinds: z.array(z.enum(['interactive', 'batch'])),
    images: z.array(z.string()).describe('Ids of its images'),
    limits: z.object({
      memoryBytes: z.number().int(),
      cores: z.number(),
      jobTimeSeconds: z.number().int(),
      runningJobs: z.number().int(),
      runningServers: z.number().int().nullable().describe('At once; further ones wait'),
      idleSeconds: z.number().int(),
      lifeSeconds: z.number().int().nullable().describe('How long a server runs at most'),
      layerBytes: z
        .number()
        .int()
        .nullable()
        .describe('What the container of a server may hold of its own, outside of volumes')
    }),
    freeSlots: z.number().int().describe('Jobs that could start now'),
    freeServers: z
      .number()
      .int()
      .nullable()
      .describe('Servers that could start now; null: as many as there may be')
  })
  .meta({ id: 'Domain' });
export type Domain = z.infer<typeof Domain>;

export const listDomains = defineEndpoint({
  id: 'listDomains',
  method: 'GET',
  path: '/domains',
  summary: 'Compute domains that the caller may use, with their load',
  response: z.object({ items: z.array(Domain) })
});

export const listImages = defineEndpoint({
  id: 'listImages',
  method: 'GET',
  path: '/images',
  summary:
    'Images that the caller may use; with mine, those that he saved, in every state, newest first',
  query: z.strictObject({
    domain: z.string().max(100).optional(),
    mine: z.literal('true').optional()
  }),
  response: z.object({ items: z.array(Image) }),
  problems: ['not-found']
});
