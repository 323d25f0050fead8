import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import type { Image } from '../../contract/compute.js';
import type { Hub } from '../../src/hub.js';
import { composeCompute } from '../../src/compute/compose.js';
import { AppError } from '../../src/errors.js';
import { containerName } from '../../src/servers/launcher.js';
import { PROBED, singleUserAnswers } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient, TABLES } from './harness.js';

const SETTINGS = `
images:
  - { id: plain, title: Plain, reference: example/plain }
  - { id: licensed, title: Licensed, reference: example/licensed, public: false }
domains:
  - { id: small, title: Small, images: [plain, licensed] }
savedImages: { perUser: 2, mostBytes: 2000000 }
`;
const WORDS = { title: 'Star counts', description: 'With starcount 1.2' };
const SITE = '/opt/conda/lib/python3.12/site-packages';

let directory: string;
let harness: Harness;
let hub: Hub;
let singleUser: Awaited<ReturnType<typeof singleUserAnswers>>;
let kim: SignedInClient;
let ana: SignedInClient;

async function open(settings = SETTINGS): Promise<void> {
  const file = join(directory, 'settings.yaml');
  writeFileSync(file, settings);
  harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: file } });
  hub = harness.parts as unknown as Hub;
  const { engine } = harness.parts;
  engine.address = singleUser.address;
  engine.probe = () => ({
    exitCode: 0,
    // Of an image whose home directory is its own.
    output: `--- labcommons probe ---\n${JSON.stringify({ ...PROBED, uid: userInfo().uid })}`
  });
  engine.images.set('example/plain', 'sha256:plain');
  engine.images.set('example/licensed', 'sha256:licensed');
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
  singleUser = await singleUserAnswers();
  await open();
});
afterEach(async () => {
  await hub.savedImages.close();
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
  await singleUser.close();
  rmSync(directory, { recursive: true });
});

/** A running server of kim's, in which somebody worked. */
async function work(changes: Record<string, string | null> = {}): Promise<void> {
  await kim.api('POST', '/servers/default/start');
  await until('running', async () => (await server()).state === 'running');
  const [container] = harness.parts.engine.containers.values();
  const token = container?.spec.environment['JUPYTERHUB_API_TOKEN'] ?? '';
  for (const [path, content] of Object.entries({
    [`${SITE}/starcount-1.2.dist-info`]: '',
    [`${SITE}/starcount/__init__.py`]: 'FOUND = 42',
    [`${SITE}/pip`]: null,
    '/home/jovyan/notes.txt': 'kept',
    '/home/jovyan/.netrc': 'password',
    '/home/jovyan/.bash_history': 'ls',
    '/home/jovyan/env.txt': `TOKEN=${token}`,
    '/home/jovyan/workspace': '',
    '/tmp/scratch': 'x',
    ...changes
  })) {
    container?.layer.set(path, content);
  }
}

const server = async () => (await kim.api('GET', '/servers/default')).json();
const save = (by = kim) => by.api('POST', '/servers/default/image', WORDS);
const images = async (by: SignedInClient, query = '') =>
  (await by.api('GET', `/images${query}`)).json().items as Image[];
const idsFor = async (by: SignedInClient) => (await images(by)).map(({ id }) => id);

async function saved(): Promise<Image> {
  const image = (await save()).json();
  await hub.savedImages.settled();
  return (await kim.api('GET', `/images/${image.id}`)).json();
}

const share = (id: string, with_: string, privileges = ['use'], by = kim) =>
  by.api('PUT', '/grants', {
    resource: { kind: 'image', id },
    subject: { kind: 'user', id: with_ },
    privileges
  });

describe('what an environment holds', () => {
  it('is listed with packages, files and what stays behind', async () => {
    await work();
    const { status, json } = await kim.api('GET', '/servers/default/changes');
    expect(status).toBe(200);
    expect(json()).toMatchObject({
      image: 'plain',
      sizeBytes: 14,
      packages: [{ manager: 'pip', name: 'starcount', version: '1.2' }],
      home: { items: [{ path: '/home/jovyan/notes.txt', sizeBytes: 4 }], more: 0 },
      software: { sizeBytes: 10 },
      removed: 1,
      mayBeSaved: true,
      refusal: null
    });
    expect(
      json()
        .leftOut.map(({ path, reason }: { path: string; reason: string }) => `${reason} ${path}`)
        .sort()
    ).toEqual([
      'credential /home/jovyan/.netrc',
      'credential /home/jovyan/env.txt',
      'history /home/jovyan/.bash_history',
      'temporary /tmp'
    ]);
  });

  it('is too large from a size on, and is then not saved', async () => {
    await work({ '/home/jovyan/large.bin': 'x'.repeat(2_000_001) });
    expect((await kim.api('GET', '/servers/default/changes')).json()).toMatchObject({
      mayBeSaved: false,
      refusal: expect.stringContaining('more than')
    });
    expect((await saved()).saved).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('more than')
    });
    expect(harness.parts.engine.copied.size).toBe(0);
  });

  it('is nothing that others see', async () => {
    await work();
    expect((await ana.api('GET', '/servers/default/changes')).status).toBe(404);
    expect((await save(ana)).status).toBe(404);
  });
});

describe('saving an environment', () => {
  it('makes an image for its owner alone, without secrets and what is mounted', async () => {
    await work();
    const image = await saved();
    expect(image).toMatchObject({
      ...WORDS,
      owner: { name: 'kim' },
      runsNotebooks: true,
      saved: { state: 'ready', message: null, sizeBytes: 14, basedOn: 'plain' }
    });
    const [copy] = harness.parts.engine.copied.values();
    expect([...(copy?.keys() ?? [])].sort()).toEqual([
      '/home/jovyan/notes.txt',
      `${SITE}/starcount-1.2.dist-info`,
      `${SITE}/starcount/__init__.py`
    ]);
    expect(await idsFor(kim)).toEqual(['plain', image.id]);
    expect(await idsFor(ana)).toEqual(['plain']);
    expect(await images(kim, '?mine=true')).toMatchObject([{ id: image.id }]);
    for (const path of [
      `/images/${image.id}`,
      `/access?resource=image:${image.id}&privilege=use`
    ]) {
      expect((await ana.api('GET', path)).status).toBe(404);
    }
    expect(hub.notifications.list(kim.user, { limit: 5 }).items).toMatchObject([
      { kind: 'taskSucceeded', resource: { kind: 'image', id: image.id } }
    ]);
    expect(harness.rows('activity').map(row => (row as { action: string }).action)).toContain(
      'image.save'
    );
  });

  it('goes on in the background, once at a time, and says so by events', async () => {
    await work();
    const release = harness.parts.engine.hold('copyLayer');
    const { status, json } = await save();
    expect([status, json().saved.state]).toEqual([202, 'making']);
    const before = harness.digest();
    expect((await save()).json()).toMatchObject({ type: '/problems/conflict' });
    expect(harness.digest()).toBe(before);
    expect(await idsFor(kim)).toEqual(['plain']);
    release();
    await hub.savedImages.settled();
    const events = harness
      .rows('events')
      .map(row => JSON.parse((row as { event: string }).event))
      .filter(({ type }) => type === 'image');
    expect(events.map(({ body }) => body.saved.state)).toEqual(
      expect.arrayContaining(['making', 'ready'])
    );
    expect(events.at(-1)?.body.saved.state).toBe('ready');
  });

  it.each(['copyLayer', 'layerOf', 'runProbe'] as const)(
    'that fails (%s) leaves nothing but its reason',
    async operation => {
      await work();
      const { engine } = harness.parts;
      engine.disturb(operation, { refuse: new AppError('engine-refused', 'no space left') });
      const known = engine.images.size;
      const image = await saved();
      expect(image.saved).toMatchObject({ state: 'failed' });
      expect(image.saved?.message).toContain(operation === 'runProbe' ? 'cannot be' : 'no space');
      expect([engine.images.size, engine.copies.size]).toEqual([known, 0]);
      expect(await idsFor(kim)).toEqual(['plain']);
      expect((await kim.api('DELETE', `/images/${image.id}`)).status).toBe(204);
    }
  );

  it('is limited in number', async () => {
    await work();
    await saved();
    await saved();
    const before = harness.digest();
    expect((await save()).json().type).toBe('/problems/limit-reached');
    expect(harness.digest()).toBe(before);
  });

  it('can be switched off', async () => {
    await harness.stop();
    await open(SETTINGS.replace('perUser: 2', 'allowed: false'));
    await work();
    expect((await kim.api('GET', '/servers/default/changes')).json().refusal).toMatch('off');
    const before = harness.digest();
    expect((await save()).status).toBe(403);
    expect(harness.digest()).toBe(before);
  });

  it('needs a container', async () => {
    expect((await save()).status).toBe(404);
    await work();
    await kim.api('POST', '/servers/default/stop');
    await until('stopped', async () => (await server()).state === 'stopped');
    expect((await saved()).saved?.state).toBe('ready');
    await kim.api('PATCH', '/servers/default', { image: (await idsFor(kim))[1] });
    expect((await save()).json().type).toBe('/problems/conflict');
  });
});

/** What the next process of the hub would be made of, as far as images go. */
function nextProcess() {
  const { parts } = harness;
  return composeCompute({
    ...parts,
    servers: {
      containerOf: () => {
        throw new TypeError('Nothing is saved here');
      }
    },
    uses: { usesOf: () => [] },
    users: parts.accounts,
    events: parts.activity,
    notifier: parts.notifications,
    containerName,
    runningJobs: () => 0,
    livingIn: () => [],
    newId: () => '',
    log: { warn: () => undefined, error: () => undefined }
  }).savedImages;
}

describe('a hub that is started again', () => {
  it('removes what was half made, and says so', async () => {
    await work();
    const release = harness.parts.engine.hold('copyLayer');
    const { id } = (await save()).json();
    const closed = hub.savedImages.close();
    release();
    await closed;
    expect(harness.rows('saved_images')).toMatchObject([{ id, state: 'making' }]);
    harness.parts.engine.copies.add(`labcommons-image-${id.toLowerCase()}`);
    await nextProcess().recover();
    expect(harness.parts.engine.copies.size).toBe(0);
    expect(harness.parts.engine.images.has(`labcommons-saved:${id.toLowerCase()}`)).toBe(false);
    expect((await kim.api('GET', `/images/${id}`)).json().saved).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('started again')
    });
  });

  it('finishes what was being deleted', async () => {
    await work();
    const { id } = await saved();
    await share(id, 'ana');
    harness.parts.database.prepare("UPDATE saved_images SET state = 'deleting'").run();
    await nextProcess().recover();
    expect(harness.rows('saved_images')).toEqual([]);
    expect(harness.rows('grants')).not.toContainEqual(expect.objectContaining({ resource_id: id }));
    expect(harness.parts.engine.copied.size).toBe(0);
  });
});

describe('a saved image', () => {
  it('is what a server is started with, once chosen, and then not deleted', async () => {
    await work();
    const { id } = await saved();
    const running = await kim.api('PATCH', '/servers/default', { image: id });
    expect(running.json()).toMatchObject({
      image: expect.not.stringMatching(id),
      pending: { image: id }
    });
    expect((await kim.api('DELETE', `/images/${id}`)).status).toBe(409);
    await kim.api('POST', '/servers/default/stop');
    await until('stopped', async () => (await server()).state === 'stopped');
    expect((await ana.api('PATCH', '/servers/default', { image: id })).status).toBe(404);
    expect((await kim.api('PATCH', '/servers/default', { image: 'none' })).status).toBe(404);
    expect((await kim.api('PATCH', '/servers/default', { image: id })).json().image).toBe(id);
    const before = harness.digest(TABLES);
    const refused = await kim.api('DELETE', `/images/${id}`);
    expect([refused.status, refused.json().detail]).toEqual([
      409,
      'It is used by the server “JupyterLab”'
    ]);
    expect(harness.digest(TABLES)).toBe(before);
    await kim.api('POST', '/servers/default/start');
    await until('running', async () => (await server()).state === 'running');
    const specs = [...harness.parts.engine.containers.values()].map(({ spec }) => spec.image);
    expect(specs).toEqual([`labcommons-saved:${id.toLowerCase()}`]);
  });

  it('is shared, used by the other, and no longer when that is withdrawn', async () => {
    await work();
    const { id } = await saved();
    expect((await share(id, 'ana', ['use'], ana)).status).toBe(404);
    expect((await share(id, 'ana', ['read'])).status).toBe(400);
    expect((await share(id, 'ana')).status).toBe(200);
    expect((await images(ana)).at(-1)).toMatchObject({ id, owner: { name: 'kim' } });
    const refused = [
      await ana.api('PATCH', `/images/${id}`, { title: 'Mine' }),
      await ana.api('DELETE', `/images/${id}`),
      await share(id, 'kim', [], ana)
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 409]);
    await share(id, 'ana', []);
    expect(await idsFor(ana)).toEqual(['plain']);
  });

  it('is used by nobody who may not use what it was made from', async () => {
    const admin = await harness.signedIn('root', { admin: true });
    const grantLicensed = (privileges: string[], to = 'kim') =>
      share('licensed', to, privileges, admin);
    await grantLicensed(['use']);
    await kim.api('POST', '/servers/default/start');
    await until('running', async () => (await server()).state === 'running');
    await kim.api('POST', '/servers/default/stop');
    await until('stopped', async () => (await server()).state === 'stopped');
    await kim.api('PATCH', '/servers/default', { image: 'licensed' });
    await work();
    const { id } = await saved();
    await share(id, 'ana');
    expect(await idsFor(ana)).toEqual(['plain']);
    expect(await idsFor(kim)).toEqual(['plain', 'licensed', id]);
    await grantLicensed([], 'kim');
    expect(await idsFor(kim)).toEqual(['plain']);
  });

  it('is described and deleted by its owner, with what was granted on it', async () => {
    await work();
    const { id } = await saved();
    await share(id, 'ana');
    const edited = await kim.api('PATCH', `/images/${id}`, { title: 'Counting' });
    expect(edited.json()).toMatchObject({ title: 'Counting', description: WORDS.description });
    expect((await kim.api('DELETE', `/images/${id}`)).status).toBe(204);
    expect(await idsFor(kim)).toEqual(['plain']);
    expect(harness.rows('saved_images')).toEqual([]);
    expect(JSON.stringify(harness.rows('grants'))).not.toContain(id);
    expect(harness.parts.engine.copied.size).toBe(0);
  });

  it('stays when the engine does not let go of it', async () => {
    await work();
    const { id } = await saved();
    harness.parts.engine.disturb('removeImage', { refuse: new AppError('engine-refused', 'busy') });
    expect((await kim.api('DELETE', `/images/${id}`)).status).toBe(502);
    expect(await idsFor(kim)).toEqual(['plain', id]);
  });

  it('is given up when it is deleted while it is made', async () => {
    await work();
    const release = harness.parts.engine.hold('copyLayer');
    const { id } = (await save()).json();
    const deleted = kim.api('DELETE', `/images/${id}`);
    await until('deleting', () =>
      harness.rows('saved_images').some(row => (row as { state: string }).state === 'deleting')
    );
    release();
    expect((await deleted).status).toBe(204);
    expect(harness.rows('saved_images')).toEqual([]);
    expect([harness.parts.engine.copied.size, harness.parts.engine.copies.size]).toEqual([0, 0]);
  });
});

it('fails a job whose image was withdrawn while it waited, before it starts', async () => {
  const admin = await harness.signedIn('root', { admin: true });
  await share('licensed', 'kim', ['use'], admin);
  const submitted = await kim.api('POST', '/jobs', {
    kind: 'notebook',
    name: 'x',
    notebook: {
      name: 'x.ipynb',
      content: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }
    },
    image: 'licensed'
  });
  expect(submitted.status).toBe(201);
  await share('licensed', 'kim', [], admin);
  await hub.jobs.runs.start();
  const job = async () => (await kim.api('GET', `/jobs/${submitted.json().id}`)).json();
  await until('failed', async () => (await job()).state === 'failed');
  await hub.jobs.runs.stop();
  expect((await job()).reason).toBe(
    'It could not be started: The image “Licensed” may no longer be used'
  );
  expect(harness.parts.engine.containers.size).toBe(0);
});
