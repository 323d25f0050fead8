// Files of volumes, through gateway, hub and files worker, beside cp, nginx, jupyter_server, ls and zip on the same disk.
import { execFile, execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Task } from '../hub/contract/tasks.js';
import { SeparateProcesses } from '../hub/src/testing/separate-processes.js';
import { JupyterContents } from './files/jupyter.js';
import { NginxPair, ensurePackage } from './files/nginx.js';
import { compare, median, report, type Row } from './report.js';

const run = promisify(execFile);
const GIB = 2 ** 30;
const SCRATCH = 'Temporary/kim/scratch';
const JOBS = 'Temporary/kim/jobs';
const SMALL_FILES = 10_000;
const ENTRIES = 100_000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** Of what takes long, or has no bar. */
const FEW_ROUNDS = Math.min(2, ROUNDS);
/** Which of the measurements; all without an argument. */
const WANTED = process.argv.slice(2);

const processes = await SeparateProcesses.start(['kim', 'ana']);
const directory = mkdtempSync(join(tmpdir(), 'labcommons-bench-'));
const [source, target] = [processes.directoryOf(SCRATCH), processes.directoryOf(JOBS)];
const rows: Row[] = [];

/** Shown at once: the whole takes its time. */
function add(row: Row): void {
  rows.push(row);
  console.error(`${row.what}: ${row.ours} beside ${row.reference} ${row.unit}, ${row.ratio}×`);
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await act();
  return (performance.now() - begin) / 1000;
}

/** Ours and the other by turns, each first in its turn; the first round warms the caches and does not count. */
async function interleaved(
  ours: () => Promise<unknown>,
  other: () => Promise<unknown>,
  tidy: () => Promise<unknown> = async () => undefined,
  rounds = ROUNDS
) {
  const figures: { ours: number[]; other: number[] } = { ours: [], other: [] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 ? (['ours', 'other'] as const) : (['other', 'ours'] as const);
    for (const which of order) {
      const took = await seconds(which === 'ours' ? ours : other);
      if (round > 0) {
        figures[which].push(took);
      }
      await tidy();
      // What one left to be written must not burden the next.
      await run('sync');
    }
  }
  return { ours: median(figures.ours), reference: median(figures.other) };
}

function api(method: string, path: string, body?: unknown, user = 'kim'): Promise<Response> {
  return fetch(`${processes.origin}/hub/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${processes.tokenOf(user)}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' })
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
}

async function task(request: object): Promise<void> {
  const answer = await api('POST', '/tasks', request);
  let { id, state, reason } = (await answer.json()) as Task;
  while (state === 'waiting' || state === 'running') {
    // Seldom: a panel is told by events, and asking takes the processor from those who are measured.
    await new Promise(resolve => setTimeout(resolve, 20));
    ({ id, state, reason } = (await (await api('GET', `/tasks/${id}`)).json()) as Task);
  }
  if (state !== 'succeeded') {
    throw new Error(`The task has ${state}: ${reason}`);
  }
}

const copyOf = (path: string) =>
  task({ kind: 'copy', sources: [{ volume: SCRATCH, path }], target: { volume: JOBS, path: '' } });
const curl = (...args: string[]) =>
  run('curl', ['--silent', '--fail', '--output', '/dev/null', ...args]);
/** A client that is on another machine in reality: here it must not take the processors from those who are measured. */
const faraway = (...args: string[]) =>
  run('nice', ['-n', '19', 'curl', '--silent', '--fail', '--output', '/dev/null', ...args]);
const emptyTarget = () => run('sh', ['-c', `rm -rf "${target}"/* "${directory}"/copied`]);

/** In chunks that are all different, so that nothing is a hole or a repetition. */
function fill(path: string, bytes: number): void {
  execFileSync('sh', ['-c', `head -c ${bytes} /dev/urandom > "$0"`, path]);
  chownSync(path, 1000, 100);
}

function fillSmall(): void {
  for (let folder = 0; folder < 100; folder++) {
    const path = join(source, 'small', String(folder));
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < SMALL_FILES / 100; file++) {
      writeFileSync(join(path, `${file}.txt`), `${folder} ${file}\n`.repeat(100));
    }
  }
  execFileSync('chown', ['-R', '1000:100', join(source, 'small')]);
}

async function copies(): Promise<void> {
  fillSmall();
  const small = await interleaved(
    () => copyOf('small'),
    () => run('cp', ['-r', join(source, 'small'), join(directory, 'copied')]),
    emptyTarget
  );
  add(
    compare(`copy of ${SMALL_FILES} small files, beside cp -r`, 's', small, { atMostTimes: 1.3 })
  );
  const safe = await interleaved(
    () => copyOf('small'),
    async () => {
      await run('cp', ['-r', join(source, 'small'), join(directory, 'copied')]);
      await run('sync', ['-f', directory]);
    },
    emptyTarget,
    FEW_ROUNDS
  );
  add(compare('the same, beside cp -r and sync -f', 's', safe));
}

async function largeCopies(): Promise<void> {
  fill(join(source, 'large'), 4 * GIB);
  const copy = () => run('cp', ['-r', join(source, 'large'), join(directory, 'copied')]);
  const large = await interleaved(() => copyOf('large'), copy, emptyTarget);
  add(compare('copy of one 4 GiB file, beside cp -r', 's', large, { atMostTimes: 1.05 }));
  const safe = await interleaved(
    () => copyOf('large'),
    async () => {
      await copy();
      await run('sync', ['-f', directory]);
    },
    emptyTarget,
    FEW_ROUNDS
  );
  add(compare('the same, beside cp -r and sync -f', 's', safe));
  rmSync(join(source, 'large'));
}

async function transfers(): Promise<void> {
  const nginx = new NginxPair(directory, join(directory, 'root'), { front: 18_080, back: 18_081 });
  await nginx.start();
  try {
    const auth = ['--header', `Authorization: Bearer ${processes.tokenOf('kim')}`];
    const files = `${processes.origin}/hub/api/v1/files/${SCRATCH}`;
    fill(join(source, 'gib'), GIB);
    execFileSync('cp', [join(source, 'gib'), nginx.root]);
    const before = processes.processorSeconds('hub');
    const down = await interleaved(
      () => curl(...auth, `${files}/gib`),
      () => curl(`${nginx.origin}/gib`)
    );
    const ofHub = (processes.processorSeconds('hub') - before) / (ROUNDS + 1);
    add(
      compare('download of 1 GiB, beside nginx and nginx', 'GiB/s', perSecond(down), {
        atLeastTimes: 0.7
      })
    );
    const middle = processes.processorSeconds('hub');
    const up = await interleaved(
      () => curl(...auth, '--upload-file', join(source, 'gib'), `${files}/up`),
      () => curl('--upload-file', join(source, 'gib'), `${nginx.origin}/up`)
    );
    const ofHubUp = (processes.processorSeconds('hub') - middle) / (ROUNDS + 1);
    add(
      compare('upload of 1 GiB, beside nginx and nginx', 'GiB/s', perSecond(up), {
        atLeastTimes: 0.7
      })
    );
    const synced = await interleaved(
      () => curl(...auth, '--upload-file', join(source, 'gib'), `${files}/up`),
      async () => {
        await curl('--upload-file', join(source, 'gib'), `${nginx.origin}/up`);
        await run('sync', ['-f', nginx.root]);
      },
      undefined,
      FEW_ROUNDS
    );
    add(compare('the same, nginx and sync -f', 'GiB/s', perSecond(synced)));
    add(
      compare('processor time of the hub: of a download, of an upload', 's', {
        ours: ofHub,
        reference: ofHubUp
      })
    );
  } finally {
    await nginx.stop();
  }
}

const perSecond = ({ ours, reference }: { ours: number; reference: number }) => ({
  ours: 1 / ours,
  reference: 1 / reference
});

async function listings(): Promise<void> {
  const folder = join(source, 'many');
  mkdirSync(folder);
  execFileSync('sh', ['-c', `cd "$0" && seq -f 'file%06g.txt' ${ENTRIES} | xargs touch`, folder]);
  execFileSync('chown', ['-R', '1000:100', folder]);
  const jupyter = new JupyterContents(source, 18_082);
  await jupyter.start();
  const page = async () => {
    const answer = await api('GET', `/entries/${SCRATCH}/many`);
    const { items } = (await answer.json()) as { items: unknown[] };
    if (items.length !== 200) {
      throw new Error(`${items.length} entries`);
    }
  };
  try {
    const contents = await interleaved(page, () => jupyter.list('many'), undefined, FEW_ROUNDS);
    add(
      compare('first page of 100,000 entries, beside the contents API', 's', contents, {
        atMostTimes: 1 / 20
      })
    );
    const listed = await interleaved(page, async () => {
      await run('sh', ['-c', `ls -U "$0" | head`, folder]);
      await (await api('GET', '/me')).arrayBuffer();
    });
    add(compare('the same, beside ls -U | head and a round trip', 's', listed));
    add(
      compare(
        'the same, beside 100 ms',
        's',
        { ours: listed.ours, reference: 0.1 },
        { atMostTimes: 1 }
      )
    );
  } finally {
    await jupyter.stop();
  }
}

async function zips(): Promise<void> {
  ensurePackage('/usr/bin/zip', 'zip');
  mkdirSync(join(source, 'zipped'));
  for (let file = 0; file < 8; file++) {
    fill(join(source, 'zipped', String(file)), GIB / 8);
  }
  const auth = ['--header', `Authorization: Bearer ${processes.tokenOf('kim')}`];
  const url = `${processes.origin}/hub/api/v1/files/${SCRATCH}/zipped?format=zip`;
  const zipped = await interleaved(
    () => curl(...auth, url),
    () => run('sh', ['-c', 'cd "$0" && zip -q -0 -r - zipped > /dev/null', source])
  );
  add(
    compare('zip of 1 GiB, beside zip -0 -r -', 'GiB/s', perSecond(zipped), { atLeastTimes: 0.6 })
  );
  fillSmall();
  const many = await interleaved(
    () => curl(...auth, `${processes.origin}/hub/api/v1/files/${SCRATCH}/small?format=zip`),
    () => run('sh', ['-c', 'cd "$0" && zip -q -0 -r - small > /dev/null', source])
  );
  add(compare(`zip of ${SMALL_FILES} small files, beside zip -0 -r -`, 's', many));
}

/** 95th percentile of another user's requests, one after the other, while something goes on. */
async function waitsOf(goesOn: () => boolean): Promise<number> {
  const waits: number[] = [];
  while (goesOn() || waits.length < 100) {
    const begin = performance.now();
    await (await api('GET', '/entries/Storage/ana/persistent', undefined, 'ana')).arrayBuffer();
    waits.push(performance.now() - begin);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? 0;
}

async function others(): Promise<void> {
  if (WANTED.length > 0) {
    fillSmall();
    fill(join(source, 'gib'), GIB);
  }
  const idleUntil = Date.now() + 5000;
  const idle = await waitsOf(() => Date.now() < idleUntil);
  const auth = ['--header', `Authorization: Bearer ${processes.tokenOf('kim')}`];
  const files = `${processes.origin}/hub/api/v1/files/${SCRATCH}`;
  let left = 5;
  const done = () => (left -= 1);
  const all = [
    copyOf('small').finally(done),
    copyOf('gib').finally(done),
    faraway(...auth, `${files}/gib`).finally(done),
    faraway(...auth, '--upload-file', join(source, 'gib'), `${files}/up`).finally(done),
    faraway(...auth, `${files}/small?format=zip`).finally(done)
  ];
  const busy = await waitsOf(() => left > 0);
  await Promise.all(all);
  add(
    compare(
      'requests of others meanwhile, 95th percentile, beside idle',
      'ms',
      { ours: busy, reference: idle },
      { atMostTimes: 2 }
    )
  );
}

const PARTS = { copies, largeCopies, transfers, listings, zips, others };
try {
  for (const [name, measure] of Object.entries(PARTS)) {
    if (WANTED.length === 0 || WANTED.includes(name)) {
      await measure();
      await emptyTarget();
    }
  }
  report(WANTED.length === 0 ? 'files' : `files-${WANTED.join('-')}`, rows);
} finally {
  await processes.stop();
  rmSync(directory, { recursive: true, force: true });
}
