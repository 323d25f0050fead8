import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { request as send, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { isTaskOver, type Task } from '../../contract/tasks.js';
import { SeparateProcesses, type ProcessName } from '../../src/testing/separate-processes.js';
import { isSoak } from '../../src/testing/soak.js';
import { until } from '../../src/testing/until.js';

/** Long: until a quarter of an hour is over. Short: each victim once. */
const LEAST_MS = isSoak ? 15 * 60_000 : 0;
const VICTIMS: readonly ProcessName[] = ['hub', 'files-worker', 'bulk-files-worker', 'gateway'];
const IN_THE_WAY: readonly ProcessName[] = ['bulk-files-worker', 'gateway'];
const SCRATCH = 'Temporary/kim/scratch';
const LARGE = randomBytes(6_000_000);
const WITHIN_MS = 60_000;

jest.setTimeout(LEAST_MS + 240_000);

let world: SeparateProcesses;
beforeAll(async () => {
  world = await SeparateProcesses.start();
});
afterAll(() => world.stop());

const disk = (path = '') => join(world.directoryOf(SCRATCH), path);
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const headers = () => ({ Authorization: `Bearer ${world.tokenOf('kim')}` });
/** Names that are not the hub's own. */
const shown = () => readdirSync(disk()).filter(name => !name.startsWith('.'));

/** Null when no answer came. */
async function api(
  method: string,
  path: string,
  more: { headers?: Record<string, string>; body?: string | Buffer } = {}
): Promise<Response | null> {
  const init = { ...more, method, headers: { ...headers(), ...more.headers } };
  return fetch(`${world.origin}/hub/api/v1${path}`, init as RequestInit).catch(() => null);
}

/** Sends half of the bytes, has something done, then the rest. @returns the status, 0 when none came */
function halves(
  method: string,
  path: string,
  more: Record<string, string>,
  bytes: Buffer,
  between: () => Promise<void>
): Promise<number> {
  return new Promise(resolve => {
    const request = send(`${world.origin}/hub/api/v1${path}`, {
      method,
      headers: { ...headers(), ...more, 'Content-Length': bytes.length }
    });
    request.once('response', (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    request.once('error', () => resolve(0)).once('close', () => resolve(0));
    const half = bytes.length / 2;
    request.write(bytes.subarray(0, half), () => {
      void between().then(() => request.end(bytes.subarray(half)));
    });
  });
}

async function killAndStart(victim: ProcessName): Promise<void> {
  await world.kill(victim);
  await world.launch(victim);
}

async function whole(path: string): Promise<Buffer | null> {
  const answer = await api('GET', `/files/${SCRATCH}/${path}`);
  return answer?.ok ? Buffer.from(await answer.arrayBuffer()) : null;
}

async function ofAWrite(victim: ProcessName): Promise<void> {
  writeFileSync(disk('written'), 'old');
  const status = await halves('PUT', `/files/${SCRATCH}/written`, {}, LARGE, () =>
    killAndStart(victim)
  );
  const bytes = readFileSync(disk('written'));
  // Half a file is nowhere: the old one, or the new one; and the new one if it was said to be there.
  expect(['old', digest(LARGE)]).toContain(bytes.length === 3 ? String(bytes) : digest(bytes));
  if (status === 200) {
    expect(digest(bytes)).toBe(digest(LARGE));
  }
  await until(
    'a write that succeeds',
    async () => (await api('PUT', `/files/${SCRATCH}/written`, { body: LARGE }))?.status === 200,
    WITHIN_MS
  );
}

async function ofAnUpload(victim: ProcessName): Promise<void> {
  const tus = { 'Tus-Resumable': '1.0.0' };
  const name = `upload-${randomBytes(6).toString('hex')}`;
  const metadata = Object.entries({ volume: SCRATCH, path: name })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
  const made = await api('POST', '/uploads', {
    headers: { ...tus, 'Upload-Length': String(LARGE.length), 'Upload-Metadata': metadata }
  });
  const path = (made?.headers.get('location') ?? '').replace(/^.*api\/v1/, '');
  const chunk = { ...tus, 'Content-Type': 'application/offset+octet-stream' };
  await halves('PATCH', path, { ...chunk, 'Upload-Offset': '0' }, LARGE, () =>
    killAndStart(victim)
  );
  await until(
    'the upload to be complete',
    async () => {
      const at = Number((await api('HEAD', path))?.headers.get('upload-offset') ?? NaN);
      if (at < LARGE.length) {
        expect(shown()).not.toContain(name);
        const rest = {
          headers: { ...chunk, 'Upload-Offset': String(at) },
          body: LARGE.subarray(at)
        };
        await api('PATCH', path, rest);
      }
      return at === LARGE.length;
    },
    WITHIN_MS
  );
  expect(digest(readFileSync(disk(name)))).toBe(digest(LARGE));
}

async function ofAZip(victim: ProcessName): Promise<void> {
  const name = `zip-${randomBytes(6).toString('hex')}.zip`;
  mkdirSync(disk('zipped'), { recursive: true });
  writeFileSync(disk('zipped/huge'), '');
  truncateSync(disk('zipped/huge'), 600_000_000);
  const body = JSON.stringify({
    kind: 'zip',
    sources: [{ volume: SCRATCH, path: 'zipped' }],
    target: { volume: SCRATCH, path: name }
  });
  const asked = await api('POST', '/tasks', {
    headers: { 'Content-Type': 'application/json' },
    body
  });
  const { id } = (await asked?.json()) as Task;
  await until(
    'its part',
    () => readdirSync(disk()).some(part => part.includes(id.toLowerCase())),
    WITHIN_MS
  );
  expect(shown()).not.toContain(name);
  await killAndStart(victim);
  const task = await until(
    'its end',
    async () => {
      const now = (await (await api('GET', `/tasks/${id}`))?.json()) as Task | undefined;
      return now !== undefined && isTaskOver(now.state) && now;
    },
    WITHIN_MS
  );
  expect([task.state, task.reason]).toEqual(['succeeded', null]);
  const archive = readFileSync(disk(name));
  expect(archive.length).toBeGreaterThan(600_000_000);
  expect(archive.readUInt32LE(archive.length - 22)).toBe(0x06054b50);
  expect(readdirSync(disk()).filter(part => part.includes(id.toLowerCase()))).toEqual([]);
  await api('DELETE', `/files/${SCRATCH}/${name}`);
  // A disk holds less than a quarter of an hour of these.
  const emptied = await api('POST', '/trash/empty', {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ volume: SCRATCH })
  });
  expect(((await emptied?.json()) as { items: number }).items).toBe(1);
}

async function ofADownload(victim: ProcessName): Promise<void> {
  writeFileSync(disk('read'), '');
  truncateSync(disk('read'), 400_000_000);
  const answer = await api('GET', `/files/${SCRATCH}/read`);
  const reader = answer?.body?.getReader();
  await reader?.read();
  await killAndStart(victim);
  const outcome = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      // Read to its end.
    }
    return 'whole';
  })().catch(() => 'broken off');
  // Nobody else has anything to do with bytes of a large file that are on their way.
  expect(await outcome).toBe(IN_THE_WAY.includes(victim) ? 'broken off' : 'whole');
  truncateSync(disk('read'), 1_000_000);
  await until('a download', async () => (await whole('read'))?.length === 1_000_000, WITHIN_MS);
}

it('a file is whole or not there, whoever is killed while it is written, uploaded, zipped or read', async () => {
  const begun = Date.now();
  do {
    for (const victim of VICTIMS) {
      for (const act of [ofAWrite, ofAnUpload, ofAZip, ofADownload]) {
        await act(victim);
      }
    }
  } while (Date.now() - begun < LEAST_MS);
});
