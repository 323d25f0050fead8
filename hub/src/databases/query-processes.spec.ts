import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { platformIdentity } from '../identity.js';
import { queryProgram } from '../testing/query-program.js';
import { until } from '../testing/until.js';
import { mayMount } from '../../tests/files/may-mount.js';
import { DatabaseDirectory } from './files.js';
import { canBeShown, isHidden } from './hidden.js';
import { QueryFailed } from './ports.js';
import type { Errand } from './process/protocol.js';
import { QueryProcesses } from './query-processes.js';

const MiB = 1024 * 1024;
const FOREVER = new AbortController().signal;

const identity = platformIdentity({
  getuid: () => process.getuid?.() ?? 0,
  getgid: () => process.getgid?.() ?? 0
});
const processes = new QueryProcesses({ program: queryProgram, identity });

let top: string;
let files: DatabaseDirectory;
let made = 0;
let file: string;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'labcommons-queries-'));
  chmodSync(top, 0o711);
  execFileSync('mkdir', ['-m', '711', join(top, 'databases')]);
  files = new DatabaseDirectory(join(top, 'databases'), identity);
});
afterAll(() => execFileSync('rm', ['-rf', top]));

type Importing =
  | Pick<Extract<Errand, { kind: 'import' }>, 'kind' | 'source' | 'table'>
  | { readonly kind: 'csv'; readonly sql: string; readonly mostCsvBytes: number };

interface Terms {
  readonly mayWrite?: boolean;
  readonly mostBytes?: number;
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  readonly maxRows?: number;
}

async function run(
  errand: { kind: 'create' } | { kind: 'query'; sql: string },
  { mayWrite = true, mostBytes = 64 * MiB, seconds = 60, signal = FOREVER, maxRows = 10 }: Terms
) {
  const common = { file, mostBytes, busyMs: 300 };
  const whole: Errand =
    errand.kind === 'create'
      ? { ...errand, ...common }
      : { ...errand, ...common, mayWrite, maxRows, mostAnswerBytes: MiB };
  const { body, ended } = await processes.run(whole, { seconds, signal });
  const answer = await text(body);
  await ended;
  return answer === '' ? null : JSON.parse(answer);
}

const query = (sql: string, terms: Terms = {}) => run({ kind: 'query', sql }, terms);

/** Why a statement was not done, or its rows. */
async function outcome(sql: string, terms: Terms = {}): Promise<unknown> {
  try {
    return (await query(sql, terms)).rows;
  } catch (error) {
    if (error instanceof QueryFailed) {
      return error.failure;
    }
    throw error;
  }
}

/** Everything that is in the database, as its bytes are. */
const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Processes of queries that are about this database. */
function processIds(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(id => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
        return (
          words[1] === queryProgram() &&
          execFileSync('readlink', [`/proc/${id}/cwd`], { encoding: 'utf8' }).includes(`${made}x`)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';

beforeEach(async () => {
  made += 1;
  await files.prepare(`${made}x`);
  file = files.fileOf(`${made}x`);
  await run({ kind: 'create' }, {});
  await query("CREATE TABLE t AS SELECT 1 AS a, 'one' AS b");
});

it('runs as the platform, and leaves nothing behind', async () => {
  expect(await query('SELECT * FROM t')).toMatchObject({ rows: [[1, 'one']] });
  const owner = execFileSync('stat', ['-c', '%u:%g', file], { encoding: 'utf8' }).trim();
  expect(owner).toBe(`${identity.uid}:${identity.gid}`);
  expect(processIds()).toEqual([]);
});

(mayMount() ? it : it.skip)(
  'reaches what only root does: the program, and the directory',
  async () => {
    const closed = mkdtempSync(join(tmpdir(), 'labcommons-closed-'));
    try {
      const program = join(closed, 'query.mjs');
      copyFileSync(queryProgram(), program);
      symlinkSync(resolve('node_modules'), join(closed, 'node_modules'));
      const hidden = new DatabaseDirectory(join(closed, 'databases'), identity);
      await hidden.prepare('one');
      const fileThere = hidden.fileOf('one');
      expect(isHidden(dirname(fileThere), identity)).toBe(true);
      expect(isHidden(dirname(file), identity)).toBe(false);
      expect(canBeShown(dirname(fileThere))).toBe(true);

      const there = new QueryProcesses({ program: () => program, identity });
      const done = async (errand: Parameters<typeof run>[0] | Importing) => {
        const common = { file: fileThere, mostBytes: MiB, busyMs: 0 };
        const terms = { mayWrite: true, maxRows: 10, mostAnswerBytes: MiB };
        const limits = { seconds: 60, signal: FOREVER };
        const { body, ended } = await there.run(
          { ...terms, ...common, ...errand } as Errand,
          limits
        );
        const answer = await text(body);
        await ended;
        return answer;
      };
      await done({ kind: 'create' });
      const source = await hidden.receive('one', Readable.from([Buffer.from('a,b\n1,x\n')]));
      await done({ kind: 'import', source, table: 't' });
      expect(JSON.parse(await done({ kind: 'query', sql: 'SELECT * FROM t' })).rows).toEqual([
        [1, 'x']
      ]);
      expect(await done({ kind: 'csv', sql: 'SELECT * FROM t', mostCsvBytes: MiB })).toContain(
        '1,'
      );
      expect(readdirSync(dirname(fileThere)).filter(name => name.startsWith('data'))).toContain(
        'data.sqlite'
      );
      expect(statSync(fileThere)).toMatchObject({ uid: identity.uid, gid: identity.gid });
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(closed);
    } finally {
      execFileSync('rm', ['-rf', closed]);
    }
  }
);

it('is nobody but the platform when it is told anything', async () => {
  const endless = outcome(`${ENDLESS} SELECT count(*) FROM n`, { seconds: 3 });
  await until('the process has loaded', () =>
    processIds().some(id => {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      const [, uids] = /^Uid:\t(.*)$/m.exec(status) ?? [];
      const [, groups] = /^Groups:\t(.*)$/m.exec(status) ?? [];
      const uid = String(identity.uid);
      return (
        uids === Array(4).fill(uid).join('\t') &&
        (process.getuid?.() !== 0 || groups?.trim() === String(identity.gid))
      );
    })
  );
  expect(await endless).toBe('time');
});

/** Statements that want more than the one file, each by one who may write. */
const FORBIDDEN: readonly string[] = [
  "/* SELECT */ ATTACH 'other.sqlite' AS other",
  "SELECT 1;\n/**/;ATTACH 'other.sqlite' AS other",
  "CREATE TRIGGER r AFTER INSERT ON t BEGIN ATTACH 'other.sqlite' AS other; END",
  "WITH a AS (SELECT 1) ATTACH 'other.sqlite' AS other",
  "VACUUM INTO 'other.sqlite'",
  'EXPLAIN PRAGMA max_page_count = 1000000000',
  "SELECT load_extension('./other.sqlite')",
  "SELECT writefile('other.sqlite', readfile('/etc/passwd'))",
  "CREATE VIRTUAL TABLE c USING csv(filename = '/etc/passwd')",
  "SELECT fts3_tokenizer('simple', x'0000000000000000')",
  'SELECT * FROM pragma_max_page_count(1000000000)',
  "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (x)'",
  'DELETE FROM sqlite_dbpage'
];

it('does nothing of what would leave the one file, or what guards it', async () => {
  const before = digest();
  const names = () => readdirSync(join(file, '..')).filter(name => !/-(shm|wal)$/.test(name));
  for (const sql of FORBIDDEN) {
    expect([sql, await outcome(sql)]).toEqual([sql, 'statement']);
  }
  expect(digest()).toBe(before);
  expect(names()).toEqual(['data.sqlite']);
});

it('writes nothing for who may only read, however he says it', async () => {
  const before = digest();
  const reader = { mayWrite: false };
  for (const sql of [
    "INSERT INTO t VALUES (2, 'two')",
    'WITH a AS (SELECT 1) DELETE FROM t',
    'DELETE FROM t RETURNING a',
    'CREATE TEMP TABLE u (a)',
    'DROP TABLE t'
  ]) {
    expect([sql, await outcome(sql, reader)]).toEqual([sql, 'onlyReads']);
  }
  expect(await outcome('SELECT * FROM pragma_optimize', reader)).toEqual([]);
  expect(await outcome('EXPLAIN DELETE FROM t', reader)).not.toEqual([]);
  expect(digest()).toBe(before);
});

it('lets what a writer left behind do nothing to a reader', async () => {
  await query(`CREATE VIEW slow AS ${ENDLESS} SELECT count(*) FROM n`);
  await query("CREATE VIEW sly AS SELECT load_extension('./x') AS a, fts3_tokenizer('x', x'00')");
  await query('CREATE TRIGGER r INSTEAD OF INSERT ON sly BEGIN DELETE FROM t; END');
  const before = digest();
  const reader = { mayWrite: false };
  expect(await outcome('SELECT * FROM slow', { ...reader, seconds: 2 })).toBe('time');
  expect(await outcome('SELECT * FROM sly', reader)).toBe('statement');
  expect(await outcome('INSERT INTO sly VALUES (1, 2)', reader)).toBe('onlyReads');
  expect(digest()).toBe(before);
});

it('ends what has no end when its time is over, and lets others go on', async () => {
  const endless = outcome(`${ENDLESS} SELECT count(*) FROM n`, { seconds: 3 });
  expect(await outcome('SELECT a FROM t')).toEqual([[1]]);
  expect(await endless).toBe('time');
  await until('the process is gone', () => processIds().length === 0);
});

it('ends when nobody waits any more', async () => {
  const gone = new AbortController();
  const endless = outcome(`${ENDLESS} SELECT count(*) FROM n`, { signal: gone.signal });
  await until('the process runs', () => processIds().length > 0);
  // Behind the hub, whose session it is not in.
  expect(processIds().map(id => getPriority(id))).toEqual([10]);
  gone.abort();
  expect(await endless).toBe('gone');
  expect(processIds()).toEqual([]);
});

it('ends with the hub', async () => {
  const errand: Errand = {
    kind: 'query',
    file,
    mostBytes: MiB,
    busyMs: 0,
    sql: `${ENDLESS} SELECT count(*) FROM n`,
    mayWrite: false,
    maxRows: 1,
    mostAnswerBytes: MiB
  };
  const child = spawn(process.execPath, [queryProgram(), errand.kind], {
    stdio: ['pipe', 'ignore', 'inherit']
  });
  child.stdin.write(`${JSON.stringify(errand)}\n`);
  await until('it has the database open', () => existsSync(`${file}-shm`));
  child.stdin.destroy();
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
});

it('cuts a CSV that becomes too long, and says so in it', async () => {
  const csv = async (sql: string, mostCsvBytes: number) => {
    const { body } = await processes.run(
      { kind: 'csv', file, mostBytes: MiB, busyMs: 300, sql, mostCsvBytes },
      { seconds: 60, signal: FOREVER }
    );
    return text(body);
  };
  const whole = await csv(`${ENDLESS} SELECT i FROM n LIMIT 60000`, 10 * MiB);
  expect(whole.split('\r\n')).toHaveLength(60_002);
  const cut = (await csv(`${ENDLESS} SELECT i FROM n`, 500_000)).split('\r\n');
  expect(cut.at(-2)).toMatch(/^# Cut after 500000 bytes/);
  expect(cut.at(-3)).toBe(String(cut.length - 3));
});

it('takes a CSV that does not fit for nothing', async () => {
  const source = await files.receive(
    `${made}x`,
    Readable.from(['a\n', ...Array.from({ length: 20_000 }, (_, at) => `${'x'.repeat(90)}${at}\n`)])
  );
  const put = (mostBytes: number) =>
    processes.run(
      { kind: 'import', file, mostBytes, busyMs: 300, source, table: 'u' },
      { seconds: 60, signal: FOREVER }
    );
  await expect(put(MiB)).rejects.toMatchObject({ failure: 'full' });
  expect(await outcome('SELECT * FROM u')).toBe('statement');
  expect((await put(8 * MiB)).done.imported).toMatchObject({ rows: 20_000 });
  await files.discardAll(`${made}x`);
  expect(readdirSync(join(file, '..')).filter(name => name.startsWith('received'))).toEqual([]);
});

it('takes no more memory than it may, and answers no more than fits', async () => {
  for (const sql of [
    "SELECT replace(replace(hex(zeroblob(10000)), '0', hex(zeroblob(10000))), '0', '0000000000')",
    `${ENDLESS} SELECT hex(randomblob(5000000)) AS b FROM n ORDER BY b`,
    'SELECT randomblob(2147483647)'
  ]) {
    expect([sql, await outcome(sql)]).toEqual([sql, expect.stringMatching(/memory|tooLarge|died/)]);
  }
  expect(await outcome('SELECT zeroblob(3000000)')).toBe('tooLarge');
  const many = await query(`${ENDLESS} SELECT i, zeroblob(10000) FROM n`, { maxRows: 10_000 });
  expect(many.truncated).toBe(true);
  expect(many.rows.length).toBeGreaterThan(10);
  expect(JSON.stringify(many).length).toBeLessThan(MiB);
  expect(await outcome(`SELECT 1${'+1'.repeat(40_000)}`)).toBe('statement');
});

it('grows no larger than it may, and keeps what was there', async () => {
  const small = { mostBytes: MiB };
  const fill = (rows: number) =>
    `INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
     SELECT i, hex(randomblob(500)) FROM n`;
  expect(await outcome(fill(5000), small)).toBe('full');
  expect(await outcome('SELECT count(*) FROM t')).toEqual([[1]]);
  expect(await outcome(fill(100), small)).toEqual([]);
  expect(await outcome(fill(1000), small)).toBe('full');
  expect(await outcome('SELECT count(*) FROM t')).toEqual([[101]]);
  expect(await outcome('DELETE FROM t WHERE a > 50', small)).toEqual([]);
  expect(files.sizeOf(`${made}x`)).toBeLessThanOrEqual(MiB);
});

it('is whole after a writer was killed in the middle, whoever opens it next', async () => {
  const slowly = `UPDATE t SET b = (${ENDLESS} SELECT hex(zeroblob(3000)) || max(i) FROM (SELECT i FROM n LIMIT 50000000)) || b`;
  await query(`INSERT INTO t ${ENDLESS} SELECT i, hex(randomblob(300)) FROM n LIMIT 3000`);
  const before = await outcome('SELECT count(*), sum(a), max(b) FROM t');
  const writing = outcome(slowly);
  await until('the process writes', () => processIds().length > 0);
  processIds().forEach(id => process.kill(id, 'SIGKILL'));
  expect(await writing).toBe('died');
  const reader = { mayWrite: false };
  expect(await outcome('SELECT count(*), sum(a), max(b) FROM t', reader)).toEqual(before);
  expect(await outcome('SELECT * FROM pragma_integrity_check', reader)).toEqual([['ok']]);
  expect(await outcome('UPDATE t SET a = a')).toEqual([]);
});

it('says so when somebody else is writing', async () => {
  const gone = new AbortController();
  const slowly = outcome(`INSERT INTO t ${ENDLESS} SELECT max(i), '' FROM n`, {
    signal: gone.signal
  });
  await until('the other one writes', async () => (await outcome('DELETE FROM t')) === 'busy');
  expect(await outcome('SELECT a FROM t')).toEqual(expect.any(Array));
  gone.abort();
  expect(await slowly).toBe('gone');
  expect(await outcome('DELETE FROM t')).toEqual([]);
});

it('says so when there is no database, or none that can be read', async () => {
  writeFileSync(file, 'x'.repeat(100_000));
  expect(await outcome('SELECT 1 FROM t')).toBe('damaged');
  execFileSync('rm', [file]);
  expect(await outcome('SELECT 1')).toBe('damaged');
  expect(existsSync(file)).toBe(false);
});
