import { z } from 'zod';

import { AddressName, Id, PageQuery, Time, UserName, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Privilege, Sharing } from './grants.js';

/** How large a CSV may be, both ways. */
export const MOST_CSV_BYTES = 100 * 1024 * 1024;

/** An answer in JSON is cut when its values take more than this. */
export const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

/** Tables with more rows than this are not counted. */
export const MOST_ROWS_COUNTED = 100_000;

/** Last part of a database's address. */
export const DatabaseName = AddressName;

export const Database = z
  .object({
    id: Id,
    address: z.string().describe('kim/stars'),
    owner: UserName,
    name: z.string(),
    description: z.string(),
    privileges: z
      .array(Privilege)
      .describe(
        '`read`: see it and its schema, and query; `write`: change data and tables; `grant`: share it'
      ),
    sharing: Sharing,
    sizeBytes: z.number().int(),
    mostBytes: z.number().int().describe('How large it may become'),
    version: z.number().int().describe('Counts changes of name and description, not of data'),
    createdAt: Time
  })
  .meta({ id: 'Database' });
export type Database = z.infer<typeof Database>;

/** What holds for all databases. */
export const DatabaseLimits = z.object({
  mostPerUser: z
    .number()
    .int()
    .describe('How many databases a user may have; 0: nobody makes any here'),
  mostBytes: z.number().int().describe('How large each may become'),
  querySeconds: z.number().int().describe('A query that takes longer is ended'),
  owned: z.number().int().describe('How many the caller has')
});
export type DatabaseLimits = z.infer<typeof DatabaseLimits>;

const Description = z.string().max(4000);

const DatabaseParams = z.strictObject({
  database: z
    .string()
    .min(1)
    .max(300)
    .describe('Id of a database, or its address as one segment: kim%2Fstars')
});

export const listDatabases = defineEndpoint({
  id: 'listDatabases',
  method: 'GET',
  path: '/databases',
  summary: 'Databases that the caller may see, in the order of their addresses',
  query: PageQuery.extend({
    kind: z
      .enum(['mine', 'shared'])
      .optional()
      .describe('Those of the caller, or those of others; without: both'),
    q: z
      .string()
      .max(200)
      .optional()
      .describe('Only those with these words in address or description')
  }),
  response: pageOf(Database).extend({ limits: DatabaseLimits })
});

export const createDatabase = defineEndpoint({
  id: 'createDatabase',
  method: 'POST',
  path: '/databases',
  summary: 'Makes an empty SQLite database of the caller',
  body: z.strictObject({ name: DatabaseName, description: Description.default('') }),
  response: Database,
  status: 201,
  problems: ['already-exists', 'limit-reached', 'disk-full']
});

export const getDatabase = defineEndpoint({
  id: 'getDatabase',
  method: 'GET',
  path: '/databases/{database}',
  summary: 'One database, by id or address',
  params: DatabaseParams,
  response: Database,
  problems: ['not-found']
});

export const changeDatabase = defineEndpoint({
  id: 'changeDatabase',
  method: 'PATCH',
  path: '/databases/{database}',
  summary: 'Renames or describes a database of the caller; `If-Match` with the ETag is honoured',
  params: DatabaseParams,
  body: z.strictObject({ name: DatabaseName.optional(), description: Description.optional() }),
  response: Database,
  problems: ['not-found', 'not-allowed', 'already-exists', 'changed-meanwhile']
});

export const deleteDatabase = defineEndpoint({
  id: 'deleteDatabase',
  method: 'DELETE',
  path: '/databases/{database}',
  summary: 'Deletes a database of the caller with everything in it, for good',
  params: DatabaseParams,
  problems: ['not-found', 'not-allowed', 'changed-meanwhile']
});

export const SchemaColumn = z.object({
  name: z.string(),
  type: z.string().describe('As it was declared; may be empty'),
  notNull: z.boolean(),
  primaryKey: z
    .number()
    .int()
    .describe('Its place in the primary key, from 1; 0: it is not part of it')
});
export type SchemaColumn = z.infer<typeof SchemaColumn>;

export const SchemaTable = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view', 'virtual']),
  columns: z
    .array(SchemaColumn)
    .describe('None of a view that no longer fits the tables it speaks of'),
  indexes: z.array(
    z.object({
      name: z.string(),
      unique: z.boolean(),
      columns: z.array(z.string()).describe('An expression is an empty string')
    })
  ),
  rows: z
    .number()
    .int()
    .nullable()
    .describe(`Null for views, and where there are more than ${MOST_ROWS_COUNTED}`)
});
export type SchemaTable = z.infer<typeof SchemaTable>;

export const getDatabaseSchema = defineEndpoint({
  id: 'getDatabaseSchema',
  method: 'GET',
  path: '/databases/{database}/schema',
  summary: 'Tables and views, with columns and indexes, in the order of their names',
  params: DatabaseParams,
  response: z.object({ tables: z.array(SchemaTable) }).meta({ id: 'DatabaseSchema' }),
  problems: ['not-found', 'limit-reached', 'too-many-requests']
});

/**
 * A value that says what it is. An integer is written in decimal digits, a blob in base64; a real that JSON has no number
 * for is `Infinity` or `-Infinity`.
 */
export const TypedValue = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('integer'), value: z.string().regex(/^-?\d{1,19}$/) }),
  z.strictObject({
    type: z.literal('real'),
    value: z.union([z.number(), z.enum(['Infinity', '-Infinity'])])
  }),
  z.strictObject({ type: z.literal('text'), value: z.string() }),
  z.strictObject({ type: z.literal('blob'), value: z.base64() })
]);
export type TypedValue = z.infer<typeof TypedValue>;

/** What stands in a row of an answer: how to read it says the type of its column. NULL is null everywhere. */
export const CellValue = z.union([z.null(), z.number(), z.string(), TypedValue]);
export type CellValue = z.infer<typeof CellValue>;

/**
 * How the values of a column are written. SQLite has a type for each value, not for the column: this is what all values
 * of the answer have in common.
 *
 * - `integer`, `real`: JSON numbers
 * - `bigInteger`: decimal digits in a string, as at least one is beyond ±(2^53 − 1)
 * - `text`: strings
 * - `blob`: base64 in a string
 * - `mixed`: {@link TypedValue}
 * - `null`: no value in it
 */
export const AnswerColumnType = z.enum([
  'integer',
  'bigInteger',
  'real',
  'text',
  'blob',
  'mixed',
  'null'
]);
export type AnswerColumnType = z.infer<typeof AnswerColumnType>;

export const QueryAnswer = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        type: AnswerColumnType.describe(
          '`integer` and `real`: numbers; `bigInteger`: decimal digits in a string; `text`: strings; `blob`: base64; `mixed`: objects with type and value; `null`: no value in it'
        )
      })
    ),
    rows: z.array(z.array(CellValue)),
    truncated: z
      .boolean()
      .describe(
        `Whether there was more than \`maxRows\` rows or ${MOST_ANSWER_BYTES / 1024 / 1024} MiB of values`
      ),
    changes: z.number().int().describe('Number of rows that were inserted, changed or deleted'),
    milliseconds: z.number().int()
  })
  .meta({ id: 'QueryAnswer' });
export type QueryAnswer = z.infer<typeof QueryAnswer>;

const Sql = z
  .string()
  .min(1)
  .max(100_000)
  .describe(
    'One statement of SQLite: SELECT, WITH, VALUES or EXPLAIN; with `write` also INSERT, UPDATE, DELETE, REPLACE, CREATE, DROP or ALTER'
  );

const Parameter = z.union([z.null(), z.number(), z.string(), TypedValue]);
const Parameters = z
  .union([z.array(Parameter).max(1000), z.record(z.string().max(200), Parameter)])
  .describe('What stands for `?`, in order, or for `:name`, by name');

/** What can become of a query. What SQLite says of a statement is the detail of `invalid-request`. */
const PROBLEMS_OF_QUERIES = [
  'not-found',
  'not-allowed',
  'conflict',
  'limit-reached',
  'too-large',
  'too-many-requests',
  'quota-exceeded',
  'disk-full'
] as const;

export const queryDatabase = defineEndpoint({
  id: 'queryDatabase',
  method: 'POST',
  path: '/databases/{database}/query',
  summary:
    'Runs one statement; one that changes something needs `write`. `invalid-request` with what SQLite says of it, `conflict` while somebody else writes, `limit-reached` when it takes too long or too much memory, `too-large` for a value that does not fit in an answer, `quota-exceeded` when the database would become too large: what was there then stays as it was',
  params: DatabaseParams,
  body: z.strictObject({
    sql: Sql,
    parameters: Parameters.optional(),
    maxRows: z.number().int().min(1).max(10_000).default(1000)
  }),
  response: QueryAnswer,
  problems: PROBLEMS_OF_QUERIES
});

export const queryDatabaseAsCsv = defineEndpoint({
  id: 'queryDatabaseAsCsv',
  method: 'POST',
  path: '/databases/{database}/query/csv',
  summary: `The rows of a statement that only reads, as text/csv (RFC 4180): a line of names first, nothing for NULL, "" for an empty text, base64 for blobs. After ${MOST_CSV_BYTES / 1024 / 1024} MiB it ends with a line that begins with "# Cut"; the connection breaks off where the query fails on the way`,
  params: DatabaseParams,
  body: z.strictObject({ sql: Sql, parameters: Parameters.optional() }),
  produces: 'bytes',
  problems: PROBLEMS_OF_QUERIES
});

/** Name of a table that a CSV becomes. */
export const TableName = z
  .string()
  .min(1)
  .max(120)
  .regex(
    /^[\p{L}_][\p{L}\p{N}\p{M}_ -]*$/u,
    'must begin with a letter or _; then letters, digits, "_ -" and spaces'
  )
  .refine(name => !/^sqlite_/i.test(name), 'must not begin with sqlite_');

export const ImportedTable = z
  .object({
    table: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.enum(['INTEGER', 'REAL', 'TEXT']) })),
    rows: z.number().int(),
    milliseconds: z.number().int()
  })
  .meta({ id: 'ImportedTable' });
export type ImportedTable = z.infer<typeof ImportedTable>;

export const importTable = defineEndpoint({
  id: 'importTable',
  method: 'PUT',
  path: '/databases/{database}/tables/{table}',
  summary:
    'Makes a table of a text/csv body (UTF-8, commas, a line of names first). A column of integers becomes INTEGER, one of numbers REAL, any other TEXT; numbers with leading zeros are text; nothing at all between commas is NULL. All of it, or nothing: an existing table is left as it is',
  params: DatabaseParams.extend({ table: TableName }),
  consumes: 'bytes',
  maxBodyBytes: MOST_CSV_BYTES,
  response: ImportedTable,
  status: 201,
  problems: [...PROBLEMS_OF_QUERIES, 'already-exists', 'unsupported-media-type']
});
