import { z } from 'zod';

import { PageQuery, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** Where a volume says which data sets it holds. */
export const DATA_SETS_FILE = '.sciserver/datasets-index.json';

/** Something that belongs to a data set: a notebook, a paper, a web page. */
export const DataSetResource = z.strictObject({
  name: z.string().trim().min(1).max(200),
  kind: z.string().trim().min(1).max(60).describe('notebook, documentation, external, …'),
  description: z.string().max(2000).default(''),
  link: z
    .string()
    .trim()
    .max(2000)
    .refine(link => /^https?:\/\//i.test(link) || !/^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(link), {
      message: 'must be an address on the web, or a path in the volume'
    })
    .nullable()
    .default(null)
    .describe('An address on the web, or a path in the volume')
});
export type DataSetResource = z.infer<typeof DataSetResource>;

/** A data set as the file in its volume tells of it; the names of the fields are SciServer's. */
export const DataSetEntry = z.strictObject({
  name: z.string().trim().min(1).max(200),
  summary: z.string().trim().min(1).max(500),
  description: z.string().trim().min(1).max(20_000).describe('Markdown, or simple HTML'),
  catalog: z.string().trim().max(200).nullable().default(null),
  logo: z.string().trim().max(2000).nullable().default(null).describe('A path in the volume'),
  tags: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  resources: z.array(DataSetResource).max(200).default([])
});
export type DataSetEntry = z.infer<typeof DataSetEntry>;

export const DataSet = z
  .object({
    id: z.string(),
    volume: z.string().describe('Address of the volume that it is in'),
    volumeTitle: z.string(),
    name: z.string(),
    summary: z.string(),
    description: z.string().describe('Markdown, or simple HTML: to be shown sanitised only'),
    catalogue: z.string().nullable(),
    hasLogo: z.boolean(),
    tags: z.array(z.string()),
    resources: z.array(DataSetResource)
  })
  .meta({ id: 'DataSet' });
export type DataSet = z.infer<typeof DataSet>;

const DataSetParams = z.strictObject({ id: z.string().max(100) });
const IndexParams = z.strictObject({ volume: z.string().max(300) });

export const listDataSets = defineEndpoint({
  id: 'listDataSets',
  method: 'GET',
  path: '/data-sets',
  summary: 'Data sets in volumes that the caller may see, by name',
  query: PageQuery.extend({
    q: z.string().max(200).optional().describe('Only those that speak of all the words'),
    tag: z.string().max(60).optional(),
    catalogue: z.string().max(200).optional(),
    volume: z.string().max(300).optional().describe('Address or id of a volume')
  }),
  response: pageOf(DataSet).extend({
    tags: z.array(z.string()).describe('Of all data sets that the caller may see'),
    catalogues: z.array(z.string()).describe('Likewise')
  }),
  problems: ['not-found']
});

export const getDataSet = defineEndpoint({
  id: 'getDataSet',
  method: 'GET',
  path: '/data-sets/{id}',
  summary: 'One data set',
  params: DataSetParams,
  response: DataSet,
  problems: ['not-found']
});

export const readDataSetLogo = defineEndpoint({
  id: 'readDataSetLogo',
  method: 'GET',
  path: '/data-sets/{id}/logo',
  summary: 'The logo of a data set: a PNG, JPEG, GIF or WebP image',
  params: DataSetParams,
  produces: 'bytes',
  problems: ['not-found', 'files-unavailable']
});

export const DataSetIndex = z
  .object({
    datasets: z.array(DataSetEntry),
    problems: z
      .array(z.string())
      .describe('What in the file is not understood, and is left out here')
  })
  .meta({ id: 'DataSetIndex' });
export type DataSetIndex = z.infer<typeof DataSetIndex>;

export const readDataSetIndex = defineEndpoint({
  id: 'readDataSetIndex',
  method: 'GET',
  path: '/data-set-indexes/{volume*}',
  summary: `What a volume says of its data sets, as it stands in \`${DATA_SETS_FILE}\`; empty without the file`,
  params: IndexParams,
  response: DataSetIndex,
  problems: ['not-found', 'files-unavailable']
});

export const writeDataSetIndex = defineEndpoint({
  id: 'writeDataSetIndex',
  method: 'PUT',
  path: '/data-set-indexes/{volume*}',
  summary: 'Says which data sets a volume holds; `If-Match` and `If-None-Match: *` are honoured',
  params: IndexParams,
  body: z.strictObject({
    datasets: z
      .array(DataSetEntry)
      .max(500)
      .refine(
        entries => new Set(entries.map(({ name }) => name)).size === entries.length,
        'two of them have the same name'
      )
  }),
  response: DataSetIndex,
  problems: [
    'not-found',
    'not-allowed',
    'changed-meanwhile',
    'already-exists',
    'quota-exceeded',
    'disk-full',
    'files-unavailable'
  ]
});
