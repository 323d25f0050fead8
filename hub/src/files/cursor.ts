import { z } from 'zod';

import { EntrySort } from '../../contract/files.js';
import { AppError } from '../errors.js';
import type { EntryPlace } from './ports.js';

const Cursor = z.tuple([EntrySort, z.string().max(1024), z.string().regex(/^-?\d{1,30}$/)]);

/** Where a page ended, for the one that follows. */
export function cursorOf(sort: EntrySort, { name, rank }: EntryPlace): string {
  return Buffer.from(JSON.stringify([sort, name, rank])).toString('base64url');
}

/** @throws AppError `invalid-request` for what is no cursor of a list in this order */
export function placeAt(sort: EntrySort, cursor: string): EntryPlace {
  try {
    const [of, name, rank] = Cursor.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    );
    if (of === sort) {
      return { name, rank };
    }
  } catch {
    // Said below.
  }
  throw new AppError('invalid-request', '?cursor is not a cursor of this list', {
    fields: [{ pointer: '?cursor', detail: 'is not a cursor of this list' }]
  });
}
