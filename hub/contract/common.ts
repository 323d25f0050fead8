import { z } from 'zod';

/** Identifier of a row: a ULID, sortable by creation. */
export const Id = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be an id')
  .describe('A ULID');

/** A moment in UTC, RFC 3339 with `Z`. */
export const Time = z.iso.datetime().describe('RFC 3339, UTC');

/** Login name of a user. */
export const UserName = z
  .string()
  .max(64)
  .regex(
    /^(?!\.)[a-z0-9._@~-]+(?<!\.)$/,
    'lower-case letters, digits and . _ @ ~ - only, no dot at either end'
  );

/** Where the page before ended, as its `nextCursor` says: with a name in it, which may be long. */
export const Cursor = z.string().max(4000);

/** How a page of a list is asked for. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: Cursor.optional()
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list; `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const Access = z.enum(['read', 'write']);
export type Access = z.infer<typeof Access>;

/** Last part of an address, chosen by the owner of a volume or a database. */
export const AddressName = z
  .string()
  .min(1)
  .max(80)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._ -]*$/u,
    'must begin with a letter or digit; then letters, digits, ". _ -" and spaces'
  )
  .refine(name => !/[ .]$/.test(name), 'must not end with a dot or a space')
  .refine(name => name === name.normalize('NFC'), 'must be in Unicode normal form C');

/** Human address of a volume: `Storage/kim/persistent` or `Data/<name>`. */
export const VolumeAddress = z
  .string()
  .min(1)
  .max(300)
  .describe('Address or id of a volume: Storage/kim/persistent, Data/sdss, or a ULID');

/** A path inside a volume: relative, `/` between segments, no empty, `.` or `..` segment, no NUL. */
export const VolumePath = z
  .string()
  .max(4096)
  .refine(
    path =>
      path === '' ||
      path.split('/').every(s => s !== '' && s !== '.' && s !== '..' && !s.includes('\0')),
    'must be a relative path without empty, "." or ".." segments'
  )
  .describe('Path inside the volume, relative; empty for the volume itself');

/**
 * Splits what a URL names after `/entries/` or `/files/` into a volume and the path in it: the volume is one segment for
 * an id, two below `Data`, three else. Null when there is no whole address.
 */
export function splitPlace(place: string): { volume: string; path: string } | null {
  const segments = place.split('/');
  const [first = ''] = segments;
  const length = Id.safeParse(first).success ? 1 : first === 'Data' ? 2 : 3;
  const volume = segments.slice(0, length);
  return volume.length < length || volume.includes('')
    ? null
    : { volume: volume.join('/'), path: segments.slice(length).join('/') };
}

/** A place in a URL: address or id of a volume, then the path inside it. */
export const Place = z
  .string()
  .max(4500)
  .describe('Address or id of a volume, followed by the path inside it: Storage/kim/thesis/a.png');

export const VolumeFile = z.strictObject({ volume: VolumeAddress, path: VolumePath });
export type VolumeFile = z.infer<typeof VolumeFile>;

export const VolumeMount = z.strictObject({ volume: VolumeAddress, access: Access });
export type VolumeMount = z.infer<typeof VolumeMount>;
