import type { Readable } from 'node:stream';

import { type ImportedTable, MOST_CSV_BYTES } from '../../contract/databases.js';
import type { User } from '../accounts/types.js';
import { AppError, tooManyRequests } from '../errors.js';
import { bytesInWords } from '../volumes/amounts.js';
import type { DatabaseFiles } from './ports.js';
import type { DatabaseQueries } from './queries.js';
import type { DatabaseService } from './service.js';

/** How long somebody who imports already is asked to be patient. */
const PATIENCE_MS = 5000;

/** Bytes on their way, of each of which is told before it passes: what that throws ends them. */
export type Incoming = (onChunk: (bytes: number) => void) => Readable;

export interface ImportParts {
  readonly databases: DatabaseService;
  readonly queries: DatabaseQueries;
  readonly files: DatabaseFiles;
  readonly room: { mustHaveSpace(): void };
}

/** Makes tables of CSVs, which are kept beside the database until all of their bytes are there: nobody waits for those. */
export class TableImports {
  private readonly importing = new Set<string>();

  constructor(private readonly parts: ImportParts) {}

  /** @throws AppError as the contract says */
  async put(
    user: User,
    ref: string,
    table: string,
    incoming: Incoming,
    signal: AbortSignal
  ): Promise<ImportedTable> {
    const { databases, files, queries, room } = this.parts;
    const database = databases.find(user, ref);
    if (!databases.privileges(user, database).includes('write')) {
      throw new AppError('not-allowed', `You may only read ${database.address}`);
    }
    room.mustHaveSpace();
    if (this.importing.has(user.id)) {
      throw tooManyRequests(PATIENCE_MS, 'You import a table already: wait for it');
    }
    this.importing.add(user.id);
    const begunAt = performance.now();
    try {
      let received = 0;
      const bytes = incoming(more => {
        received += more;
        if (received > MOST_CSV_BYTES) {
          throw new AppError('too-large', `A CSV has ${bytesInWords(MOST_CSV_BYTES)} at most`);
        }
      });
      const source = await files.receive(database.id, bytes);
      try {
        const imported = await queries.importTable(user, database, { source, table }, signal);
        return { ...imported, milliseconds: Math.round(performance.now() - begunAt) };
      } finally {
        await files.discard(source);
      }
    } finally {
      this.importing.delete(user.id);
    }
  }
}
