import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Act } from '../activity/ports.js';
import { AppError } from '../errors.js';
import type { SweepOrder, SweepReport, VolumeFiles, Watch } from '../files/ports.js';
import type { Message } from '../notifications/ports.js';
import { Database } from '../sqlite/database.js';
import { MortalFiles } from '../testing/mortal-files.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { turnOfTime } from '../testing/turn-of-time.js';
import type { Volume } from '../volumes/types.js';
import { DAY_MS } from './date.js';
import { ExpiryDates } from './dates.js';
import { ExpiryService } from './service.js';

const KIM = { id: '01HZY3V9Q2K8M4N6P7R5S1T0W0', name: 'kim' };
const CREATED = '2026-01-01T00:00:00.000Z';
const ROOTS = [
  {
    name: 'Temporary',
    title: 'Temporary',
    description: '',
    bytesPerUser: null,
    filesPerUser: null,
    public: true,
    expiresAfterDays: 30
  }
];
const NOTHING: SweepReport = {
  files: 0,
  bytes: 0,
  folders: 0,
  soon: { files: 0, bytes: 0 },
  soonNewestAt: null,
  oldestAt: null
};

let temporary: TemporaryFiles;
let database: Database;
let now: Date;
let volumes: Volume[];
let acts: Act[];
let told: Message[];
let counted: string[];
let warnings: object[];

function volume(name: string, n: number): Volume {
  const id = `01HZY3V9Q2K8M4N6P7R5S1T1W${n}`;
  const directory = join(temporary.directory, name);
  mkdirSync(directory);
  database
    .prepare<[string, string, string, string, string]>(
      `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at)
       VALUES (?, 'user', 'Temporary', ?, ?, '', '', ?, ?)`
    )
    .run(id, KIM.id, name, directory, CREATED);
  return {
    id,
    kind: 'user',
    root: 'Temporary',
    owner: KIM,
    name,
    title: name,
    description: '',
    directory,
    createdAt: CREATED,
    version: 1,
    address: `Temporary/kim/${name}`
  };
}

function service(files: Pick<VolumeFiles, 'sweep' | 'stat'> = temporary.files): ExpiryService {
  return new ExpiryService({
    database,
    files,
    dates: new ExpiryDates(database, files, ROOTS),
    volumes: { all: () => volumes, byId: id => volumes.find(one => one.id === id) ?? null },
    jobs: { using: () => [] },
    usage: { countAll: some => void counted.push(...some.map(({ name }) => name)) },
    audience: { announce: () => undefined },
    notifier: { notify: (_user, message) => void told.push(message), withdraw: () => undefined },
    activity: { record: act => void acts.push(act) },
    clock: () => now,
    warnDaysBefore: 3,
    log: { warn: fields => void warnings.push(fields) }
  });
}

/** Files that do what a test says. */
function sweeping(act: (order: SweepOrder & Watch) => Promise<SweepReport>) {
  return service({ sweep: (_place, order) => act(order), stat: async () => null });
}

beforeEach(() => {
  temporary = temporaryFiles();
  database = new Database(':memory:');
  database
    .prepare<[string, string, string]>(
      "INSERT INTO users (id, name, display_name, admin, created_at) VALUES (?, ?, '', 0, ?)"
    )
    .run(KIM.id, KIM.name, CREATED);
  now = new Date();
  [acts, told, counted, warnings] = [[], [], [], []];
  volumes = [volume('scratch', 0), volume('jobs', 1)];
});
afterEach(() => {
  database.close();
  temporary.remove();
});

describe('a sweep that is interrupted', () => {
  it('by the death of the hub goes on with the next one, and removes nothing else', async () => {
    const put = (name: string, file: string) =>
      writeFileSync(join(temporary.directory, name, file), file);
    for (const name of ['scratch', 'jobs']) {
      for (let n = 0; n < 100; n++) {
        put(name, `old-${n}`);
      }
    }
    const turn = await turnOfTime(join(temporary.directory, 'probe'));
    put('scratch', 'young');
    put('jobs', 'young');
    now = new Date(Date.parse(turn) + 30 * DAY_MS);
    const mortal = new MortalFiles(temporary.files);
    mortal.arm({ victim: 'hub', call: 1, moment: 'after' });
    void service(mortal.port).sweepDue();
    await mortal.dead;
    expect(readdirSync(join(temporary.directory, 'jobs'))).toHaveLength(101);
    await service().sweepDue();
    expect(readdirSync(join(temporary.directory, 'scratch'))).toEqual(['young']);
    expect(readdirSync(join(temporary.directory, 'jobs'))).toEqual(['young']);
    expect(warnings).toEqual([]);
  });

  it('by the death of the files worker, and begun anew, tells all that went', async () => {
    await sweeping(async ({ onProgress }) => {
      onProgress({ files: 5, bytes: 50 });
      onProgress({ files: 0, bytes: 0 });
      onProgress({ files: 2, bytes: 20 });
      return { ...NOTHING, files: 3, bytes: 30 };
    }).sweepDue();
    expect(acts[0]).toMatchObject({
      actorId: null,
      action: 'volume.expire',
      detail: 'Temporary/kim/scratch: 8 files, 80 bytes that nobody had changed for 30 days',
      concerns: [KIM.id]
    });
    expect(counted).toEqual(['scratch', 'jobs']);
  });

  it('by a failure tells what went until then, and tries again the next time', async () => {
    let calls = 0;
    const failing = sweeping(async ({ onProgress }) => {
      calls += 1;
      onProgress({ files: 1, bytes: 7 });
      throw new AppError('files-unavailable', 'The files worker does not answer');
    });
    await failing.sweepDue();
    expect(acts.map(({ detail }) => detail)).toEqual([
      'Temporary/kim/scratch: 1 file, 7 bytes that nobody had changed for 30 days',
      'Temporary/kim/jobs: 1 file, 7 bytes that nobody had changed for 30 days'
    ]);
    expect(warnings).toHaveLength(2);
    await failing.sweepDue();
    expect(calls).toBe(4);
  });

  it('by the end of the hub leaves the rest alone, and is no failure', async () => {
    const asked: AbortSignal[] = [];
    const ending = sweeping(({ signal }) => {
      asked.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const swept = ending.sweepDue();
    await Promise.resolve();
    await ending.close();
    await swept;
    expect(asked).toHaveLength(1);
    expect([acts, warnings]).toEqual([[], []]);
  });
});

it('looks through a volume again after some hours, or when something is due', async () => {
  const asked: string[] = [];
  const oldestAt = new Date(now.getTime() - 29.9 * DAY_MS).toISOString();
  const looking = service({
    sweep: async ({ directory }) => {
      asked.push(directory.endsWith('scratch') ? 'scratch' : 'jobs');
      return directory.endsWith('scratch') ? { ...NOTHING, oldestAt } : NOTHING;
    },
    stat: async () => null
  });
  await looking.sweepDue();
  await looking.sweepDue();
  expect(asked).toEqual(['scratch', 'jobs']);
  now = new Date(now.getTime() + 0.11 * DAY_MS);
  await looking.sweepDue();
  expect(asked).toEqual(['scratch', 'jobs', 'scratch']);
  now = new Date(now.getTime() + 0.2 * DAY_MS);
  await looking.sweepDue();
  expect(asked).toEqual(['scratch', 'jobs', 'scratch', 'scratch', 'jobs']);
});

it('spares the trash and what is not whole, and asks about no data volume and no volume that is gone', async () => {
  const orders: SweepOrder[] = [];
  volumes = [
    { ...(volumes[0] as Volume) },
    { ...(volumes[1] as Volume), id: 'data', kind: 'data', root: 'Data', owner: null }
  ];
  await sweeping(async order => {
    orders.push(order);
    volumes = [];
    return NOTHING;
  }).sweepDue();
  expect(orders).toHaveLength(1);
  expect(orders[0]?.spared).toEqual(expect.arrayContaining(['.trash', '.uploads']));
  expect(database.prepare('SELECT * FROM volume_sweeps').all()).toEqual([]);
});
