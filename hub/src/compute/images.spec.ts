import { loadConfig } from '../config.js';
import { AppError } from '../errors.js';
import { Database } from '../sqlite/database.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { whyNoNotebooks } from './image-probe.js';
import { ImageService } from './images.js';
import { ImageStore } from './store.js';

const FOUND = {
  python: '/opt/conda/bin/python3',
  pythonVersion: '3.12.1',
  nbclient: '0.10.0',
  jupyterhub: '5.5.1',
  jupyterlab: '4.4.0',
  kernels: [{ name: 'ir', displayName: 'R', language: 'R' }],
  jupyterPath: '/opt/image',
  jupyterConfigPath: '',
  uid: 1000,
  gid: 100,
  home: '/home/jovyan'
};
const { config } = loadConfig({});
const { id, reference } = config.images[0] as (typeof config.images)[0];

describe('ImageService', () => {
  let engine: FakeEngine;
  let database: Database;
  let images: ImageService;
  let probes: number;

  const build = () => new ImageService(config, new ImageStore(database), engine, () => new Date());

  beforeEach(() => {
    engine = new FakeEngine();
    database = new Database(':memory:');
    probes = 0;
    engine.probe = () => {
      probes++;
      return {
        exitCode: 0,
        output: `noise of the entry point\n--- labcommons probe ---\n${JSON.stringify(FOUND)}\n`
      };
    };
    images = build();
  });

  const quietly = () => undefined;

  it('pulls what is missing, looks into it once, and remembers', async () => {
    expect(images.resolve(id)).toMatchObject({ digest: null, probe: null });
    const messages: string[] = [];
    await images.prepare(message => messages.push(message));
    expect(messages).toEqual(['Getting the image: 1 of 2 MB', 'Looking into the image']);
    expect(images.resolve(id).probe).toMatchObject({
      ...FOUND,
      entryPoint: ['tini', '-g', '--', 'start.sh'],
      command: ['start-notebook.py']
    });
    await build().ensure(id, quietly);
    expect(probes).toBe(1);
  });

  it('looks again when the image of that name is another one', async () => {
    await images.ensure(id, quietly);
    engine.images.set(reference, 'sha256:another');
    expect((await images.ensure(id, quietly)).digest).toBe('sha256:another');
    expect(probes).toBe(2);
  });

  it('shares the work of those who ask at once, and all hear of it', async () => {
    const release = engine.hold('pull');
    const heard: string[][] = [[], []];
    const both = heard.map(list => images.ensure(id, message => list.push(message)));
    release();
    await Promise.all(both);
    expect(probes).toBe(1);
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[0]).toContain('Looking into the image');
  });

  it('says of an image that cannot be looked into what it printed', async () => {
    engine.probe = () => ({ exitCode: 127, output: 'exec: sh: not found' });
    await expect(images.ensure(id, quietly)).rejects.toMatchObject({
      code: 'engine-refused',
      message: expect.stringContaining('sh: not found')
    });
  });

  it('tries again after a failure', async () => {
    engine.disturb('pull', { refuse: new AppError('engine-refused', 'no space') });
    const messages: string[] = [];
    await images.prepare(message => messages.push(message));
    expect(messages.join()).toMatch('no space');
    await images.ensure(id, quietly);
    expect(images.forJob(id)).toMatchObject({ python: FOUND.python, refusal: null });
  });

  it('does not believe a probe that is not one', async () => {
    const output = `--- labcommons probe ---\n{"python": {"evil": true}}`;
    engine.probe = () => ({ exitCode: 0, output });
    await expect(images.ensure(id, quietly)).rejects.toMatchObject({ code: 'engine-refused' });
  });

  it('lists images with what they can do', async () => {
    expect(images.list()[0]).toMatchObject({ runsNotebooks: false, kernels: [] });
    await images.ensure(id, quietly);
    expect(images.list()[0]).toMatchObject({ runsNotebooks: true, kernels: FOUND.kernels });
    expect(images.list(['other'])).toEqual([]);
    expect(() => images.resolve('other')).toThrow(/no image/);
  });
});

describe('why notebooks cannot run', () => {
  const probe = { ...FOUND, entryPoint: [], command: [] };
  it.each([
    ['a complete image', probe, null],
    ['one nobody looked at', null, /not been looked at/],
    ['one without Python', { ...probe, python: null }, /no Python 3.9/],
    ['one without nbclient', { ...probe, nbclient: null }, /nbclient/],
    ['one without kernels', { ...probe, kernels: [] }, /no kernel/]
  ])('in %s', (_case, found, reason) => {
    const said = whyNoNotebooks(found);
    if (reason === null) {
      expect(said).toBeNull();
    } else {
      expect(said).toMatch(reason);
    }
  });
});
