/** @jest-environment node */
import { execFileSync } from 'node:child_process';

import { nullTranslator } from '@jupyterlab/translation';

import type { AnswerColumnType, CellValue } from '../../../hub/contract/databases';
import { fakeFetch, json, problem } from '../../testing/fake-fetch';
import { makeDatabase } from '../../testing/sample-databases';
import { readCsv } from './csv';
import { pythonFor } from './python';
import { Query } from './query';
import { quoted, statementAt, statementsIn } from './statements';
import { shownValue } from './values';

const trans = nullTranslator.load('labcommons');

describe('statements', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' ;; -- nothing\n', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1; SELECT 2;\n', ['SELECT 1', 'SELECT 2']],
    ["SELECT ';', 'it''s; '; SELECT 2", ["SELECT ';', 'it''s; '", 'SELECT 2']],
    ['SELECT ";" FROM [a;b], `c;d`', ['SELECT ";" FROM [a;b], `c;d`']],
    ['-- one; two\nSELECT 1 /* ; */;', ['-- one; two\nSELECT 1 /* ; */']],
    ["SELECT 'open; end", ["SELECT 'open; end"]],
    [
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END; SELECT 1',
      [
        'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END',
        'SELECT 1'
      ]
    ]
  ])('of %j', (text, expected) => {
    expect(statementsIn(text).map(({ sql }) => sql)).toEqual(expected);
  });

  it.each([
    [0, 'SELECT 1'],
    [8, 'SELECT 1'],
    [12, 'SELECT 2'],
    [99, 'SELECT 2']
  ])('at %i', (offset, sql) => {
    expect(statementAt('SELECT 1;\n\nSELECT 2;\n\n', offset)?.sql).toBe(sql);
  });

  it('quotes names whatever is in them', () => {
    expect(quoted('a "b"; c')).toBe('"a ""b""; c"');
  });
});

describe('values', () => {
  it.each<[CellValue, AnswerColumnType, string, string]>([
    [null, 'integer', 'null', 'NULL'],
    [0, 'integer', 'number', '0'],
    [2, 'real', 'number', '2.0'],
    [0.1, 'real', 'number', '0.1'],
    [1e300, 'real', 'number', '1e+300'],
    ['9223372036854775807', 'bigInteger', 'number', '9223372036854775807'],
    [{ type: 'integer', value: '-9007199254740993' }, 'mixed', 'number', '-9007199254740993'],
    [{ type: 'real', value: '-Infinity' }, 'mixed', 'number', '-Infinity'],
    [{ type: 'real', value: 3 }, 'mixed', 'number', '3.0'],
    ['', 'text', 'text', ''],
    ['NULL', 'text', 'text', 'NULL'],
    ['two\r\nlines', 'text', 'text', 'two↵lines'],
    ['AAEC/w==', 'blob', 'blob', 'blob, 4 B'],
    ['', 'blob', 'blob', 'blob, 0 B'],
    [{ type: 'blob', value: 'AAEC' }, 'mixed', 'blob', 'blob, 3 B']
  ])('%j of a column of %s', (value, type, kind, text) => {
    expect(shownValue(value, type, trans)).toMatchObject({ kind, text });
  });

  it('are cut where they are long, with more of them in the tip', () => {
    const { text, tip } = shownValue('x'.repeat(5_000), 'text', trans);
    expect([text.length, tip?.length]).toEqual([301, 2_001]);
    expect(shownValue('AAEC/w==', 'blob', trans).tip).toBe('00 01 02 ff');
    const long = Buffer.alloc(200, 7).toString('base64');
    expect(shownValue(long, 'blob', trans)).toMatchObject({
      text: 'blob, 200 B',
      tip: `${Array(64).fill('07').join(' ')} …`
    });
  });
});

const ANSWER = {
  columns: [{ name: 'n', type: 'integer' }],
  rows: [[1], [2]],
  truncated: false,
  changes: 0,
  milliseconds: 3
};

function queryOn(answer: Parameters<typeof fakeFetch>[0]) {
  const { asked, client } = fakeFetch(answer);
  const changes = jest.fn();
  return { asked, client, changes, query: new Query(client, 'id', changes) };
}

describe('a query', () => {
  it('asks for so many rows and keeps the answer with its statement', async () => {
    const { asked, changes, query } = queryOn(() => json(ANSWER));
    query.maxRows = 100;
    await query.run('SELECT n');
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/databases/id/query',
      body: { sql: 'SELECT n', maxRows: 100 }
    });
    expect(query.state.kind).toBe('done');
    expect(query.answered).toEqual({ sql: 'SELECT n', maxRows: 100, answer: ANSWER });
    expect(changes).not.toHaveBeenCalled();
  });

  it.each([
    ['rows', { ...ANSWER, columns: [], rows: [], changes: 4 }],
    ['tables', { ...ANSWER, columns: [], rows: [] }]
  ])('tells that it may have changed %s', async (_what, answer) => {
    const { changes, query } = queryOn(() => json(answer));
    await query.run('…');
    expect(changes).toHaveBeenCalledTimes(1);
  });

  it('keeps what the hub says against it, and no older answer', async () => {
    let isRefused = false;
    const { query } = queryOn(() =>
      isRefused
        ? problem('invalid-request', 400, { detail: 'near "SELEC": syntax error' })
        : json(ANSWER)
    );
    await query.run('SELECT n');
    isRefused = true;
    await query.run('SELEC');
    expect(query.state).toMatchObject({
      kind: 'failed',
      error: { detail: 'near "SELEC": syntax error' }
    });
    expect(query.answered).toBeNull();
  });

  it('is cancelled while it runs, and runs but once at a time', async () => {
    const { asked, query } = queryOn(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
        })
    );
    const running = query.run('SELECT 1');
    await query.run('SELECT 2');
    expect(asked).toHaveLength(1);
    expect(query.state.kind).toBe('running');
    query.cancel();
    await running;
    expect(query.state).toEqual({ kind: 'cancelled' });
  });
});

describe('CSV', () => {
  it.each([
    ['n\r\n1\r\n', false],
    ['n\r\n1\r\n# Cut after 100 MiB\r\n', true],
    ['n\r\n# Cut in the middle\r\n2\r\n', false]
  ])('of %j', async (text, isCut) => {
    const { asked, client } = queryOn(() => new Response(text));
    const { bytes, isCut: said } = await readCsv(client, 'id', 'SELECT n');
    expect([await bytes.text(), said]).toEqual([text, isCut]);
    expect(asked[0]).toMatchObject({
      path: '/databases/id/query/csv',
      body: { sql: 'SELECT n' }
    });
  });
});

describe('Python', () => {
  const evaluate = (sql: string) => {
    const [, literal] = /^sql = ([\s\S]*?)\nrequest = /m.exec(
      pythonFor(makeDatabase(1, 'kim/stars'), sql, 1_000)
    ) as unknown as [string, string];
    return literal;
  };
  it.each(['SELECT 1', 'SELECT "a"\nFROM "b"', 'SELECT \'\\n"""\'\n', 'SELECT \'é “”\'\nFROM "t"'])(
    'says %j as it is',
    sql => {
      const script = `import json,sys\nsys.stdout.write(json.dumps(${evaluate(sql)}))`;
      const said = execFileSync('python3', ['-c', script], { encoding: 'utf8' });
      expect(JSON.parse(said)).toBe(sql);
    }
  );

  it('asks at the address that every server is given, with a key of the user', () => {
    const database = makeDatabase(1, 'kim/stars');
    const script = pythonFor(database, 'SELECT 1', 100);
    expect(script).toContain(
      `os.environ["JUPYTERHUB_API_URL"] + "/v1/databases/${database.id}/query"`
    );
    expect(script).not.toContain('JUPYTERHUB_API_TOKEN');
    expect(script).toContain('"maxRows": 100');
  });
});
