import { z } from 'zod';

import { PageQuery, VolumeFile, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** What can be found, in the order in which results of several kinds are told. */
export const SearchKind = z.enum(['volume', 'dataSet', 'file', 'database', 'job', 'group', 'user']);
export type SearchKind = z.infer<typeof SearchKind>;

/** Of each kind no more than this are found, the best ones. */
export const HITS_OF_A_KIND = 200;

/** How many of each kind are told when all kinds are asked for. */
export const HITS_IN_OVERVIEW = 8;

export const SearchHit = z
  .object({
    kind: SearchKind,
    id: z
      .string()
      .describe(
        'Id of the volume, data set, database, job or group; name of the user; address and path of the file'
      ),
    title: z.string(),
    context: z.string().describe('Where it is, or whose; may be empty'),
    snippet: z
      .string()
      .nullable()
      .describe('Plain text around the words, where they stand in a description or a README'),
    place: VolumeFile.nullable().describe(
      'Where it lies; null for databases, jobs, groups and users'
    ),
    isFolder: z.boolean().describe('Whether `place` is a folder')
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchResults = pageOf(SearchHit).extend({
  partial: z
    .array(z.string())
    .describe('Addresses of volumes so large that only a part of their files can be found')
});
export type SearchResults = z.infer<typeof SearchResults>;

export const search = defineEndpoint({
  id: 'search',
  method: 'GET',
  path: '/search',
  summary: `What the caller may see and what speaks of all the words, best first. Words are beginnings of words, "quoted" ones stand as they are; accents and capitals make no difference. Without \`kind\`: the ${HITS_IN_OVERVIEW} best of each, on one page`,
  query: PageQuery.extend({
    q: z.string().max(200),
    kind: SearchKind.optional()
  }),
  response: SearchResults
});
