import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Database } from './database.js';

const insert = (database: Database, id: string) =>
  database.prepare('INSERT INTO hub (id) VALUES (?)').run(id);
const count = (database: Database) =>
  database.prepare<[], { n: number }>('SELECT count(*) AS n FROM hub').get()?.n;

describe('Database', () => {
  it('rolls a nested failure back as a whole', () => {
    const database = new Database(':memory:');
    expect(() =>
      database.transaction(() => {
        insert(database, 'a');
        database.transaction(() => {
          insert(database, 'b');
          throw new Error('stop');
        });
      })
    ).toThrow('stop');
    expect(count(database)).toBe(0);
  });

  it('does what was put off until the commit once, and not after a roll-back', () => {
    const database = new Database(':memory:');
    const done: string[] = [];
    database.transaction(() => {
      database.afterCommit(() => done.push('committed'));
      expect(done).toEqual([]);
    });
    expect(() =>
      database.transaction(() => {
        database.afterCommit(() => done.push('rolled back'));
        throw new Error('stop');
      })
    ).toThrow();
    database.transaction(() => insert(database, 'a'));
    expect(done).toEqual(['committed']);
  });

  it('waits for the disk again after a transaction that did not, whatever came of it', () => {
    const database = new Database(':memory:');
    const waits = () =>
      database.prepare<[], { synchronous: number }>('PRAGMA synchronous').get()?.synchronous === 2;
    const seen: boolean[] = [];
    database.lightTransaction(() => {
      insert(database, 'a');
      seen.push(waits());
      database.afterCommit(() => seen.push(waits()));
    });
    expect(() =>
      database.lightTransaction(() => {
        insert(database, 'b');
        throw new Error('stop');
      })
    ).toThrow('stop');
    expect([...seen, waits(), count(database)]).toEqual([false, true, true, 1]);
  });

  it('is one with the transaction around it, which waits for the disk', () => {
    const database = new Database(':memory:');
    expect(() =>
      database.transaction(() => {
        database.lightTransaction(() => insert(database, 'a'));
        throw new Error('stop');
      })
    ).toThrow('stop');
    expect(count(database)).toBe(0);
  });

  it('opens an existing file without migrating it twice', () => {
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
    try {
      const file = join(directory, 'hub.sqlite');
      const first = new Database(file);
      insert(first, 'a');
      first.close();
      const second = new Database(file);
      expect(count(second)).toBe(1);
      second.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
