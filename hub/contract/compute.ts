import { z } from 'zod';

import { defineEndpoint } from './endpoint.js';

export const Image = z
  .object({
    id: z.string().describe('Short name from the configuration'),
    title: z.string(),
    description: z.string(),
    runsNotebooks: z.boolean().describe('Whether jobs of kind notebook can run in it'),
    reason: z.string().nullable().describe('Why it cannot run notebooks'),
    kernels: z.array(z.object({ name: z.string(), displayName: z.string(), language: z.string() }))
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
      idleSeconds: z.number().int()
    }),
    freeSlots: z.number().int().describe('Jobs that could start now')
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
  summary: 'Images that the caller may use',
  query: z.strictObject({ domain: z.string().max(100).optional() }),
  response: z.object({ items: z.array(Image) }),
  problems: ['not-found']
});
