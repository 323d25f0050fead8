import { z } from 'zod';

import { Cursor, Place, Time, VolumePath } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const Entry = z
  .object({
    name: z.string().describe('Empty for the volume itself'),
    kind: z.enum(['file', 'directory', 'symlink', 'other']),
    sizeBytes: z.number().int().describe('0 for what is not a file'),
    modifiedAt: z.string().describe('RFC 3339, UTC; as the file claims'),
    etag: z.string().describe('Changes whenever the content may have changed; for `If-Match`'),
    expiresAt: Time.nullable().describe(
      'When it is removed unless it changes; null: never, and for folders, which go when they are empty'
    )
  })
  .meta({ id: 'Entry' });
export type Entry = z.infer<typeof Entry>;

/** A folder with a page of what is in it, or one file. */
export const Entries = z
  .object({
    entry: Entry,
    items: z.array(Entry).describe('Empty for a file, and with `stat`'),
    nextCursor: z.string().nullable()
  })
  .meta({ id: 'Entries' });
export type Entries = z.infer<typeof Entries>;

const Flag = z.enum(['true', 'false']).transform(value => value === 'true');
const PlaceParams = z.strictObject({ place: Place });

export const EntrySort = z.enum(['name', 'modifiedAt', 'sizeBytes']);
export type EntrySort = z.infer<typeof EntrySort>;

/** How a folder is shown, page by page. */
export const ListEntriesQuery = z.strictObject({
  stat: Flag.default(false).describe('Only the folder itself'),
  sort: EntrySort.default('name'),
  descending: Flag.default(false),
  hidden: Flag.default(false).describe('With names that begin with a dot'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: Cursor.optional()
});

export const listEntries = defineEndpoint({
  id: 'listEntries',
  method: 'GET',
  path: '/entries/{place*}',
  summary: 'A folder page by page, or what is known of one file',
  params: PlaceParams,
  query: ListEntriesQuery,
  response: Entries,
  problems: ['not-found', 'not-allowed', 'too-large', 'files-unavailable']
});

export const renameEntry = defineEndpoint({
  id: 'renameEntry',
  method: 'PATCH',
  path: '/entries/{place*}',
  summary: 'Renames or moves inside the volume; replaces nothing',
  params: PlaceParams,
  body: z.strictObject({ path: VolumePath.describe('The new path inside the same volume') }),
  response: Entry,
  problems: ['not-found', 'not-allowed', 'already-exists', 'conflict', 'files-unavailable']
});

export const makeFolder = defineEndpoint({
  id: 'makeFolder',
  method: 'POST',
  path: '/folders/{place*}',
  summary: 'Makes a folder',
  params: PlaceParams,
  body: z.strictObject({
    parents: z.boolean().default(false).describe('Make those above it as well')
  }),
  response: Entry,
  status: 201,
  problems: [
    'not-found',
    'not-allowed',
    'already-exists',
    'quota-exceeded',
    'disk-full',
    'files-unavailable'
  ]
});

export const readFile = defineEndpoint({
  id: 'readFile',
  method: 'GET',
  path: '/files/{place*}',
  summary: 'The bytes of a file: `Range`, `If-Range`, `If-None-Match`; or a folder as a zip',
  params: PlaceParams,
  query: z.strictObject({ format: z.enum(['zip']).optional() }),
  produces: 'bytes',
  problems: ['not-found', 'not-allowed', 'range-not-satisfiable', 'files-unavailable']
});

export const writeFile = defineEndpoint({
  id: 'writeFile',
  method: 'PUT',
  path: '/files/{place*}',
  summary:
    'Writes a whole file or nothing. `If-Match` with an ETag: only if it is still this one; `If-None-Match: *`: only if there is none',
  params: PlaceParams,
  consumes: 'bytes',
  response: Entry,
  problems: [
    'not-found',
    'not-allowed',
    'already-exists',
    'changed-meanwhile',
    'quota-exceeded',
    'disk-full',
    'files-unavailable'
  ]
});

export const deleteFile = defineEndpoint({
  id: 'deleteFile',
  method: 'DELETE',
  path: '/files/{place*}',
  summary: 'Puts a file or folder into the trash of its volume',
  params: PlaceParams,
  problems: ['not-found', 'not-allowed', 'conflict', 'changed-meanwhile', 'files-unavailable']
});
