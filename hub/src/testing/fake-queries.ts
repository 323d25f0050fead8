import { Readable } from 'node:stream';

import { type QueryAnswered, QueryFailed, type QueryRunner } from '../databases/ports.js';
import type { Errand } from '../databases/process/protocol.js';

/** Answers as query processes do, with nothing: for tests of who may ask, of which there are many. */
export class FakeQueries implements QueryRunner {
  async run(errand: Errand): Promise<QueryAnswered> {
    if (errand.kind === 'import') {
      throw new QueryFailed('exists', `There is ${errand.table} already`);
    }
    const wrote = errand.kind === 'query' && /\b(INSERT|UPDATE|DELETE|CREATE)\b/.test(errand.sql);
    if (wrote && !errand.mayWrite) {
      throw new QueryFailed('onlyReads', 'You may only read this database');
    }
    return { done: { wrote, tables: [] }, body: Readable.from(['{}']), ended: Promise.resolve() };
  }
}
