import { z } from 'zod';

import { PROBLEMS, type ProblemCode } from '../../contract/problem.js';

/**
 * What the hub and the files worker say to each other: `POST /<operation>` over a unix socket. Arguments travel as the
 * JSON body, or in a header where the body is the bytes of a file; answers likewise. A failure is a JSON document with
 * a code of the contract.
 */

/** Largest JSON document, either way. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** Arguments or an answer beside a body of bytes: JSON as base64url. Names may be long and far from ASCII. */
export const DOCUMENT_HEADER = 'labcommons-document';
export const MAX_HEADER_BYTES = 64 * 1024;

/** Operations whose request carries bytes beside the arguments. */
export const CARRIES_BYTES: readonly string[] = ['writeFile', 'append'];

/** Entries in one answer of `list` or `page`. */
export const MAX_LISTED = 2000;

/** Names in one answer of `names`. */
export const MAX_NAMED = 10_000;

const Place = z.strictObject({
  directory: z.string().startsWith('/', 'must be absolute'),
  path: z.string()
});
const Bytes = z.number().int().min(0);

export const EntryStat = z.object({
  name: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  sizeBytes: z.number(),
  modifiedAt: z.string(),
  touchedAt: z.string(),
  inode: z.string(),
  etag: z.string()
});

const ZipPart = z.strictObject({
  place: Place,
  name: z.string(),
  without: z.array(z.string()).optional()
});
const ZipParts = z.array(ZipPart).min(1);

const EntryPlace = z.strictObject({ name: z.string(), rank: z.string().regex(/^-?\d{1,30}$/) });

const TreeSize = z.object({ files: Bytes, bytes: Bytes });

/** Arguments by operation. */
export const ARGUMENTS = {
  stat: z.strictObject({ place: Place }),
  list: z.strictObject({
    place: Place,
    limit: z.number().int().min(1).max(MAX_LISTED),
    after: z.string().optional()
  }),
  page: z.strictObject({
    place: Place,
    wish: z.strictObject({
      sort: z.enum(['name', 'modifiedAt', 'sizeBytes']),
      descending: z.boolean(),
      hidden: z.boolean(),
      limit: z.number().int().min(0).max(MAX_LISTED),
      after: EntryPlace.optional()
    })
  }),
  names: z.strictObject({
    place: Place,
    limit: z.number().int().min(1).max(MAX_NAMED),
    after: z.string().optional()
  }),
  makeDirectory: z.strictObject({ place: Place, exclusive: z.boolean() }),
  readFile: z.strictObject({ place: Place, maxBytes: Bytes }),
  openFile: z.strictObject({
    place: Place,
    range: z.strictObject({ from: Bytes, to: Bytes }).optional(),
    ifMatch: z.string().optional()
  }),
  openZip: z.strictObject({ parts: ZipParts }),
  zipTree: z.strictObject({ parts: ZipParts, to: Place }),
  writeFile: z.strictObject({
    place: Place,
    exclusive: z.boolean(),
    mode: z.number().int().min(0).max(0o777).optional(),
    parents: z.boolean(),
    ifMatch: z.string().optional()
  }),
  append: z.strictObject({ place: Place, offset: Bytes }),
  rename: z.strictObject({ from: Place, to: Place, replace: z.boolean(), parents: z.boolean() }),
  copyFile: z.strictObject({ from: Place, to: Place, maxBytes: Bytes, parents: z.boolean() }),
  measure: z.strictObject({ place: Place }),
  copyTree: z.strictObject({
    from: Place,
    to: Place,
    without: z.array(z.string()),
    allLinks: z.boolean(),
    toDisk: z.boolean()
  }),
  snapshotTree: z.strictObject({
    from: Place,
    shelf: Place,
    wish: z.strictObject({
      id: z.string().regex(/^\w+$/),
      name: z.string().regex(/^\w[\w-]*$/),
      previous: z.strictObject({ id: z.string().regex(/^\w+$/), name: z.string() }).nullable(),
      without: z.array(z.string()),
      minFreePercent: z.number().min(0).max(100),
      onlyIfChanged: z.boolean()
    })
  }),
  remove: z.strictObject({ place: Place }),
  sweep: z.strictObject({
    place: Place,
    before: z.iso.datetime(),
    soonBefore: z.iso.datetime(),
    spared: z.array(z.string()),
    arrivals: z.array(z.strictObject({ inode: z.string(), at: z.iso.datetime() })),
    remove: z.boolean()
  }),
  readTails: z.strictObject({
    wanted: z.array(z.strictObject({ place: Place, from: Bytes, maxBytes: Bytes }))
  })
} as const;

export type Operation = keyof typeof ARGUMENTS;
export type Arguments<O extends Operation> = z.output<(typeof ARGUMENTS)[O]>;

/** Answers by operation; those of `readFile`, `openFile` and `openZip` come with the bytes as body. */
export const ANSWERS = {
  stat: EntryStat.nullable(),
  list: z.array(EntryStat),
  page: z.object({
    entry: EntryStat,
    items: z.array(EntryStat),
    next: EntryPlace.nullable()
  }),
  names: z.object({
    items: z.array(z.object({ name: z.string(), isFolder: z.boolean() })),
    next: z.string().nullable()
  }),
  makeDirectory: z.null(),
  readFile: EntryStat,
  openFile: EntryStat,
  openZip: z.null(),
  zipTree: TreeSize.extend({ warnings: z.array(z.string()) }),
  writeFile: EntryStat,
  append: EntryStat,
  rename: EntryStat,
  copyFile: EntryStat,
  measure: TreeSize,
  copyTree: TreeSize.extend({ warnings: z.array(z.string()) }),
  snapshotTree: TreeSize.extend({
    made: z.boolean(),
    addedBytes: Bytes,
    warnings: z.array(z.string())
  }),
  remove: z.null(),
  sweep: TreeSize.extend({
    folders: Bytes,
    soon: TreeSize,
    soonNewestAt: z.string().nullable(),
    oldestAt: z.string().nullable()
  }),
  readTails: z.array(
    z.object({
      sizeBytes: z.number(),
      bytes: z.base64().nullable(),
      problem: z.string().nullable()
    })
  )
} as const;
export type Answer<O extends Operation> = z.output<(typeof ANSWERS)[O]>;

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** `internal` is a mistake in the program, and logged by the worker. */
export const Failure = z.object({ code: z.enum(codes), detail: z.string() });
export type Failure = z.infer<typeof Failure>;

/**
 * One line of an answer that takes long: progress, several times a second, and at last the answer or a failure. Whoever
 * hangs up ends the work.
 */
export const Line = z.union([
  z.strictObject({ progress: TreeSize }),
  z.strictObject({ answer: z.unknown() }),
  z.strictObject({ failure: Failure })
]);
export type Line = z.infer<typeof Line>;

/** How often progress is told. */
export const PROGRESS_EVERY_MS = 250;

export function toHeader(document: unknown): string {
  return Buffer.from(JSON.stringify(document)).toString('base64url');
}

export function fromHeader(header: string | string[] | undefined): unknown {
  return JSON.parse(Buffer.from(String(header ?? ''), 'base64url').toString('utf8'));
}
