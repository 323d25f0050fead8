import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '../../src/testing/until.js';
import type { Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

let harness: Harness;
let kim: SignedInClient;
let ada: SignedInClient;

beforeAll(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  ada = await harness.withToken('ada');
});
afterAll(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

let made = 0;

/** A new database of kim's with a table of stars. */
async function makeStars(): Promise<string> {
  made += 1;
  const { id } = (await kim.api('POST', '/databases', { name: `stars ${made}` })).json();
  for (const sql of [
    'CREATE TABLE stars (id INTEGER PRIMARY KEY, name TEXT NOT NULL, magnitude REAL)',
    "INSERT INTO stars VALUES (1, 'Sirius', -1.46), (2, 'Canopus', -0.74), (3, 'Vega', NULL)"
  ]) {
    expect((await query(kim, id, sql)).status).toBe(200);
  }
  return id;
}

afterEach(async () => {
  for (const { id } of (await kim.api('GET', '/databases?kind=mine')).json().items) {
    await kim.api('DELETE', `/databases/${id}`);
  }
});

function query(who: SignedInClient, id: string, sql: string, more: object = {}): Promise<Received> {
  return who.api('POST', `/databases/${id}/query`, { sql, ...more });
}

function share(id: string, privileges: string[], name = 'ada'): Promise<Received> {
  return kim.api('PUT', '/grants', {
    resource: { kind: 'database', id },
    subject: { kind: 'user', id: name },
    privileges
  });
}

describe('databases', () => {
  it('are made, found, described and deleted by their owner', async () => {
    const answer = await kim.api('POST', '/databases', { name: 'stars', description: 'Bright' });
    expect(answer.status).toBe(201);
    const stars = answer.json();
    expect(answer.headers['location']).toMatch(new RegExp(`/databases/${stars.id}$`));
    expect(stars).toMatchObject({
      address: 'kim/stars',
      owner: 'kim',
      description: 'Bright',
      privileges: ['read', 'write', 'grant'],
      sharing: 'private',
      mostBytes: 1024 ** 3,
      version: 1
    });
    expect(stars.sizeBytes).toBeGreaterThan(0);
    const directory = join(harness.parts.config.paths.databases, stars.id);
    expect(existsSync(directory)).toBe(true);

    const twice = await kim.api('POST', '/databases', { name: 'stars' });
    expect(twice.status).toBe(409);
    expect((await kim.api('GET', '/databases/kim%2Fstars')).json().id).toBe(stars.id);
    const { items, limits } = (await kim.api('GET', '/databases?q=bri+kim')).json();
    expect(items).toHaveLength(1);
    expect(limits).toEqual({
      mostPerUser: 5,
      mostBytes: 1024 ** 3,
      querySeconds: 60,
      owned: 1
    });
    expect((await kim.api('GET', '/databases?q=nothing')).json().items).toEqual([]);

    const change = { name: 'suns', description: 'Very bright' };
    const stale = { headers: { 'if-match': '"7"' } };
    expect((await kim.api('PATCH', `/databases/${stars.id}`, change, stale)).status).toBe(412);
    const changed = await kim.api('PATCH', `/databases/${stars.id}`, change, {
      headers: { 'if-match': '"1"' }
    });
    expect(changed.headers['etag']).toBe('"2"');
    expect(changed.json()).toMatchObject({ address: 'kim/suns', ...change, version: 2 });

    expect((await kim.api('DELETE', `/databases/${stars.id}`, undefined, stale)).status).toBe(412);
    expect((await kim.api('DELETE', `/databases/${stars.id}`)).status).toBe(204);
    expect((await kim.api('GET', `/databases/${stars.id}`)).status).toBe(404);
    await until('its file is gone', () => !existsSync(directory));

    const acts = (await kim.api('GET', `/activity?resource=database:${stars.id}`)).json().items;
    expect(acts.map(({ action }: { action: string }) => action)).toEqual([
      'database.delete',
      'database.change',
      'database.create'
    ]);
  });

  it('are so many for each at most', async () => {
    const statuses: number[] = [];
    for (let number = 0; number < 6; number++) {
      statuses.push((await kim.api('POST', '/databases', { name: `n${number}` })).status);
    }
    expect(statuses).toEqual([201, 201, 201, 201, 201, 409]);
    expect(readdirSync(harness.parts.config.paths.databases)).toHaveLength(5);
    const page = (await kim.api('GET', '/databases?limit=3')).json();
    const rest = (await kim.api('GET', `/databases?limit=3&cursor=${page.nextCursor}`)).json();
    const names = [...page.items, ...rest.items].map(({ name }: { name: string }) => name);
    expect([names, rest.nextCursor]).toEqual([['n0', 'n1', 'n2', 'n3', 'n4'], null]);
  });

  it('are queried with parameters, and answer what is in them', async () => {
    const id = await makeStars();
    const answer = await query(kim, id, 'SELECT * FROM stars WHERE id < ? ORDER BY id', {
      parameters: [3]
    });
    expect(answer.json()).toEqual({
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'name', type: 'text' },
        { name: 'magnitude', type: 'real' }
      ],
      rows: [
        [1, 'Sirius', -1.46],
        [2, 'Canopus', -0.74]
      ],
      truncated: false,
      changes: 0,
      milliseconds: expect.any(Number)
    });
    const named = await query(kim, id, 'SELECT count(*) FROM stars WHERE name = :name', {
      parameters: { name: 'Vega' }
    });
    expect(named.json().rows).toEqual([[1]]);
    const few = await query(kim, id, 'SELECT id FROM stars ORDER BY id', { maxRows: 2 });
    expect(few.json()).toMatchObject({ rows: [[1], [2]], truncated: true });
    const changed = await query(kim, id, 'UPDATE stars SET magnitude = 0 WHERE id > 1');
    expect(changed.json()).toMatchObject({ columns: [], rows: [], changes: 2 });
    const returned = await query(kim, id, 'DELETE FROM stars RETURNING id', { maxRows: 1 });
    expect(returned.json()).toMatchObject({ rows: [[1]], truncated: true, changes: 3 });
    expect((await query(kim, id, 'SELECT * FROM stars')).json().rows).toEqual([]);
  });

  it('give back exactly what was put in', async () => {
    const id = await makeStars();
    const values = [
      { type: 'integer', value: '-9223372036854775808' },
      { type: 'blob', value: 'AP8Q' },
      { type: 'text', value: '12' },
      { type: 'real', value: 'Infinity' },
      0.1,
      9007199254740991,
      null,
      'é\u0000"\n'
    ];
    const marks = values.map(() => '?').join();
    const answer = (await query(kim, id, `SELECT ${marks}`, { parameters: values })).json();
    expect(answer.columns.map(({ type }: { type: string }) => type)).toEqual([
      ...['bigInteger', 'blob', 'text', 'mixed', 'real', 'integer', 'null', 'text']
    ]);
    expect(answer.rows).toEqual([
      [
        '-9223372036854775808',
        'AP8Q',
        '12',
        { type: 'real', value: 'Infinity' },
        ...values.slice(4)
      ]
    ]);
  });

  it('say what is wrong with a statement, in the words of SQLite', async () => {
    const id = await makeStars();
    const answer = await query(kim, id, 'SELECT * FROM planets');
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      detail: 'no such table: planets',
      errors: [{ pointer: '/sql', detail: 'no such table: planets' }]
    });
    expect((await query(kim, id, 'SELECT 1; SELECT 2')).status).toBe(400);
    expect((await query(kim, id, 'SELECT ?')).status).toBe(400);
  });

  it('show their schema', async () => {
    const id = await makeStars();
    await query(kim, id, 'CREATE UNIQUE INDEX by_name ON stars (name, lower(name))');
    await query(kim, id, 'CREATE VIEW bright AS SELECT name FROM stars WHERE magnitude < 0');
    await query(kim, id, 'CREATE VIEW broken AS SELECT * FROM planets');
    await query(kim, id, 'CREATE VIRTUAL TABLE words USING fts5 (text)');
    const { tables } = (await kim.api('GET', `/databases/${id}/schema`)).json();
    expect(tables).toEqual([
      {
        name: 'bright',
        kind: 'view',
        columns: [{ name: 'name', type: 'TEXT', notNull: false, primaryKey: 0 }],
        indexes: [],
        rows: null
      },
      { name: 'broken', kind: 'view', columns: [], indexes: [], rows: null },
      {
        name: 'stars',
        kind: 'table',
        columns: [
          { name: 'id', type: 'INTEGER', notNull: false, primaryKey: 1 },
          { name: 'name', type: 'TEXT', notNull: true, primaryKey: 0 },
          { name: 'magnitude', type: 'REAL', notNull: false, primaryKey: 0 }
        ],
        indexes: [{ name: 'by_name', unique: true, columns: ['name', ''] }],
        rows: 3
      },
      {
        name: 'words',
        kind: 'virtual',
        columns: [{ name: 'text', type: '', notNull: false, primaryKey: 0 }],
        indexes: [],
        rows: null
      }
    ]);
  });

  it('are written as CSV', async () => {
    const id = await makeStars();
    const answer = await kim.api('POST', `/databases/${id}/query/csv`, {
      sql: `SELECT id, name, magnitude, '' AS "no,thing", x'00ff' AS bytes, 9223372036854775807 AS big
            FROM stars WHERE id <> 2 ORDER BY id`
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringContaining('.csv')
    });
    expect(answer.text).toBe(
      '"id","name","magnitude","no,thing","bytes","big"\r\n' +
        '1,"Sirius",-1.46,"","AP8=",9223372036854775807\r\n' +
        '3,"Vega",,"","AP8=",9223372036854775807\r\n'
    );
    for (const sql of [
      'DELETE FROM stars RETURNING id',
      'WITH a AS (SELECT 1) DELETE FROM stars'
    ]) {
      expect((await kim.api('POST', `/databases/${id}/query/csv`, { sql })).status).toBe(400);
    }
    expect((await query(kim, id, 'SELECT count(*) FROM stars')).json().rows).toEqual([[3]]);
  });

  it('take a CSV for a table, each column as what all of it is', async () => {
    const id = await makeStars();
    const put = (table: string, csv: string | Buffer, who = kim) =>
      who.api('PUT', `/databases/${id}/tables/${table}`, csv, {
        headers: { 'content-type': 'text/csv' }
      });
    const answer = await put(
      'bright%20ones',
      '\uFEFFid,name,"magnitude, seen",code\r\n1,"Alpha ""C""\n",-0.27,007\r\n9223372036854775807,,,+1\r\n,"",1,\r\n'
    );
    expect(answer.status).toBe(201);
    expect(answer.json()).toEqual({
      table: 'bright ones',
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'name', type: 'TEXT' },
        { name: 'magnitude, seen', type: 'REAL' },
        { name: 'code', type: 'TEXT' }
      ],
      rows: 3,
      milliseconds: expect.any(Number)
    });
    expect((await query(kim, id, 'SELECT * FROM "bright ones"')).json().rows).toEqual([
      ['1', 'Alpha "C"\n', -0.27, '007'],
      ['9223372036854775807', null, null, '+1'],
      [null, '', 1, null]
    ]);
    const [act] = (await kim.api('GET', `/activity?resource=database:${id}`)).json().items;
    expect(act).toMatchObject({ action: 'database.import' });

    const tables = async () => (await kim.api('GET', `/databases/${id}/schema`)).text;
    const before = await tables();
    const broken: readonly (readonly [string, string | Buffer, number])[] = [
      ['stars', 'id\n1', 409],
      ['BRIGHT%20ONES', 'id\n1', 409],
      ['broken', 'a,b\n1', 400],
      ['broken', 'a,b\n1,2\n"3,4', 400],
      ['broken', 'a,A\n1,2', 400],
      ['broken', 'a,,c\n1,2,3', 400],
      ['broken', '', 400],
      ['broken', Buffer.from('a\nM\xfcnchen', 'latin1'), 400],
      ['sqlite_broken', 'a\n1', 400]
    ];
    for (const [table, csv, status] of broken) {
      expect((await put(table, csv)).status).toBe(status);
    }
    const json = await kim.api('PUT', `/databases/${id}/tables/broken`, '{}');
    expect(json.status).toBe(415);
    await share(id, ['read']);
    expect((await put('broken', 'a\n1', ada)).status).toBe(403);
    expect(await tables()).toBe(before);
    const directory = join(harness.parts.config.paths.databases, id);
    expect(readdirSync(directory).filter(name => !name.startsWith('data.sqlite'))).toEqual([]);
  });

  it('are shared: read, write and grant, each for itself', async () => {
    const id = await makeStars();
    const insert = "INSERT INTO stars VALUES (4, 'Rigel', 0.13)";
    const count = 'SELECT count(*) FROM stars';
    expect((await query(ada, id, count)).status).toBe(404);

    await share(id, ['read']);
    expect((await ada.api('GET', '/databases?kind=shared')).json().items).toEqual([
      expect.objectContaining({ id, privileges: ['read'], sharing: 'shared', owner: 'kim' })
    ]);
    expect((await query(ada, id, count)).json().rows).toEqual([[3]]);
    for (const sql of [insert, `WITH a AS (SELECT 1) ${insert}`, 'DROP TABLE stars']) {
      expect((await query(ada, id, sql)).status).toBe(403);
    }
    expect((await query(kim, id, count)).json().rows).toEqual([[3]]);

    await share(id, ['write']);
    expect((await query(ada, id, insert)).json().changes).toBe(1);
    expect((await ada.api('DELETE', `/databases/${id}`)).status).toBe(403);
    expect((await ada.api('PATCH', `/databases/${id}`, { name: 'mine' })).status).toBe(403);
    const on = { resource: { kind: 'database', id }, subject: { kind: 'user', id: 'lee' } };
    await harness.user('lee');
    const give = () => ada.api('PUT', '/grants', { ...on, privileges: ['read'] });
    expect((await give()).status).toBe(403);
    await share(id, ['grant']);
    expect((await give()).status).toBe(200);
    expect((await query(ada, id, insert)).status).toBe(403);

    const explained = await ada.api('GET', `/access?resource=database:${id}&privilege=grant`);
    expect(explained.json().explanation).toMatch(/^grant, granted to you by kim on /);
    const reach = await ada.api('GET', '/grants?user=me&kind=database&q=KIM');
    expect(reach.json().items).toHaveLength(1);

    await share(id, []);
    expect((await query(ada, id, count)).status).toBe(404);
    expect((await kim.api('DELETE', `/databases/${id}`)).status).toBe(204);
    expect(harness.rows('grants').filter(row => JSON.stringify(row).includes(id))).toEqual([]);
  });

  it('are public when an administrator says so of his own', async () => {
    const site = await harness.withToken('site', { admin: true });
    const { id } = (await site.api('POST', '/databases', { name: 'sky' })).json();
    await query(site, id, 'CREATE TABLE sky (a)');
    await site.api('PUT', '/grants', {
      resource: { kind: 'database', id },
      subject: { kind: 'everyone', id: '' },
      privileges: ['read']
    });
    expect((await ada.api('GET', '/databases/site%2Fsky')).json().sharing).toBe('public');
    expect((await query(ada, id, 'SELECT * FROM sky')).status).toBe(200);
    expect((await query(ada, id, 'DROP TABLE sky')).status).toBe(403);
  });

  it('tell those who see them what becomes of them', async () => {
    const id = await makeStars();
    const told = (name: string) =>
      harness.parts.database
        .prepare<[string], { event: string }>(
          `SELECT event FROM events JOIN users ON users.id = user_id WHERE users.name = ? ORDER BY seq`
        )
        .all(name)
        .map(({ event }) => JSON.parse(event))
        .filter(event => event.id === id)
        .map(({ type, version, body }) => [type, version, body?.privileges]);
    await share(id, ['read']);
    await query(kim, id, 'DELETE FROM stars');
    await kim.api('PATCH', `/databases/${id}`, { description: 'Empty' });
    await share(id, []);
    await share(id, ['write']);
    await kim.api('DELETE', `/databases/${id}`);
    expect(told('ada')).toEqual([
      ['database', 1, ['read']],
      ['database', 1, ['read']],
      ['database', 2, ['read']],
      ['databaseDeleted', 2, undefined],
      ['database', 2, ['read', 'write']],
      ['databaseDeleted', 3, undefined]
    ]);
    expect(told('kim').at(-1)).toEqual(['databaseDeleted', 3, undefined]);
  });

  it('are kept on record where data are changed, and not where they are read', async () => {
    const id = await makeStars();
    const before = harness.rows('activity').length;
    await query(kim, id, 'SELECT * FROM stars');
    expect(harness.rows('activity')).toHaveLength(before);
    await share(id, ['write']);
    await query(ada, id, `DELETE FROM stars WHERE name = '${'x'.repeat(2000)}'`);
    await query(ada, id, 'INSERT INTO planets VALUES (1)');
    const { items } = (await kim.api('GET', `/activity?resource=database:${id}&limit=2`)).json();
    expect(items).toMatchObject([
      { actor: { name: 'ada' }, action: 'database.query', outcome: 'failed' },
      { actor: { name: 'ada' }, action: 'database.query', outcome: 'done' }
    ]);
    expect(items[1].detail).toHaveLength('kim/stars 1: '.length + 1000 + (made > 9 ? 1 : 0));
  });
});
