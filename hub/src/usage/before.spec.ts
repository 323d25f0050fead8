import { readFileSync, readdirSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';

import { Database } from '../sqlite/database.js';
import { UsageStore } from './store.js';

const MIGRATIONS = join(import.meta.dirname, '../sqlite/migrations');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A database as it was before anything was noted of use. */
function former(file: string, rows: string): void {
  const before = readdirSync(MIGRATIONS)
    .sort()
    .filter(name => name < '0012-usage.sql');
  const connection = new Sqlite(file);
  before.forEach(name => connection.exec(readFileSync(join(MIGRATIONS, name), 'utf8')));
  connection.exec(rows);
  connection.pragma(`user_version = ${before.length}`);
  connection.close();
}

const job = (id: string, started: string | null, ended: string | null) => `
  INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, notebook_sha256, created_at, started_at, ended_at)
  VALUES ('${id}', 'kim', 'small', 'notebook', '', '{"image": {"id": "r"}, "resources": {"cores": 2}}', 'lost', '', '',
    ${started && `'${started}'`}, ${ended && `'${ended}'`});`;

it('what is on record from before counts, jobs by the days on which they ran, and what runs goes on', () => {
  const file = join(directory, 'hub.sqlite');
  former(
    file,
    `INSERT INTO users (id, name, display_name, created_at) VALUES ('kim', 'kim', '', '');
     INSERT INTO activity (at, actor_id, action, resource_kind, resource_id, outcome, detail) VALUES
       ('2026-11-01T08:00:00.000Z', 'kim', 'account.signIn', 'user', '', 'done', ''),
       ('2026-11-01T08:00:01.000Z', 'kim', 'account.signIn', 'user', '', 'refused', ''),
       ('2026-11-01T08:00:02.000Z', NULL, 'server.stop', 'server', '', 'done', '');
     INSERT INTO servers (id, owner_id, name, kind, state, domain, image, created_at, started_at)
       VALUES ('s', 'kim', '', 'lab', 'running', 'small', 'r', '', '2026-11-02T00:00:00.000Z');
     ${job('a', '2026-11-01T22:00:00.000Z', '2026-11-03T01:00:00.000Z')}
     ${job('b', '2026-11-03T10:00:00.000Z', null)}
     ${job('c', null, null)}`
  );
  const database = new Database(file);
  const store = new UsageStore(database);
  const range = { since: '2026-11-01', until: '2026-11-05', by: 'day' } as const;
  const hours = store
    .ran(range, 'day', '2026-11-03T12:00:00.000Z')
    .map(({ period, jobs, jobSeconds, serverSeconds, coreSeconds }) => [
      period,
      jobs,
      jobSeconds / 3600,
      serverSeconds / 3600,
      coreSeconds / 3600
    ]);
  expect(hours).toEqual([
    ['2026-11-01', 1, 2, 0, 4],
    ['2026-11-02', 0, 24, 24, 48],
    ['2026-11-03', 1, 3, 12, 6]
  ]);
  expect(store.counts(range, 'day')).toMatchObject([{ period: '2026-11-01', signIns: 1 }]);
  database.close();
});
