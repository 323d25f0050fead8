import { nullTranslator } from '@jupyterlab/translation';

import { JobRequest } from '../../hub/contract/jobs';
import type { NotebookFacts, Offer } from './facts';
import { defaultForm, mistakesFromHub, mistakesOf, requestOf, type SubmitForm } from './form';
import { parametersOf } from './parameters';

const trans = nullTranslator.load('labcommons');
const ID = '01K9ZZZZZZZZZZZZZZZZZZ0001';
const GB = 1024 ** 3;

const volume = (address: string, privileges: ('read' | 'write')[], owner: string | null) => ({
  id: ID,
  address,
  kind: owner ? ('user' as const) : ('data' as const),
  root: address.split('/')[0] ?? '',
  owner,
  name: address.split('/').at(-1) ?? '',
  title: '',
  description: '',
  privileges,
  sharing: 'private' as const,
  isDefault: false,
  mountPath: address,
  usage: null,
  expiry: null,
  overQuota: false,
  version: 1,
  createdAt: '2026-11-20T10:00:00Z'
});

const domain = (id: string, images: string[]) => ({
  id,
  title: id,
  description: '',
  kinds: ['batch' as const],
  images,
  limits: {
    memoryBytes: 4 * GB,
    cores: 2,
    jobTimeSeconds: 3_600,
    runningJobs: 1,
    runningServers: null,
    idleSeconds: 1,
    lifeSeconds: null,
    layerBytes: null
  },
  freeSlots: 1,
  freeServers: null
});

const image = (id: string, runsNotebooks: boolean) => ({
  id,
  title: id,
  description: '',
  kind: 'lab' as const,
  runsNotebooks,
  reason: null,
  kernels: [],
  owner: null,
  saved: null
});

const OFFER: Offer = {
  user: 'kim',
  domains: [domain('small', ['plain', 'science']), domain('large', ['science'])],
  images: [image('plain', false), image('science', true)],
  volumes: [
    volume('Storage/kim/p', ['read', 'write'], 'kim'),
    volume('Storage/ana/shared', ['read', 'write'], 'ana'),
    volume('Data/survey', ['read'], null)
  ],
  queue: null,
  server: null
};

const NOTEBOOK: NotebookFacts = {
  labPath: 'Storage/kim/p/fit.ipynb',
  name: 'fit.ipynb',
  source: { volume: 'Storage/kim/p', path: 'fit.ipynb' },
  isDirty: false,
  parameters: parametersOf('z = 0.5\nn = 64', 'python'),
  hasParametersCell: true
};

const formWith = (change: Partial<SubmitForm> = {}) => ({
  ...defaultForm(NOTEBOOK, OFFER, null),
  ...change
});

describe('defaultForm', () => {
  it('is good as it is: what is own and what is data, an image that runs notebooks', () => {
    const form = formWith();
    expect(form).toMatchObject({
      name: 'fit',
      domain: 'small',
      image: 'science',
      startIn: 'notebookFolder'
    });
    expect(form.volumes).toEqual({ 'Storage/kim/p': 'write', 'Data/survey': 'read' });
    expect(mistakesOf(form, NOTEBOOK, OFFER, trans)).toEqual({});
  });

  it('remembers the domain used last, as long as there is one', () => {
    expect(defaultForm(NOTEBOOK, OFFER, 'large').domain).toBe('large');
    expect(defaultForm(NOTEBOOK, OFFER, 'gone').domain).toBe('small');
  });

  it('starts in the new folder where the notebook has none that the job could see', () => {
    expect(defaultForm({ ...NOTEBOOK, source: null }, OFFER, null).startIn).toBe('workingFolder');
  });
});

test.each<[Partial<SubmitForm>, string]>([
  [{ name: '  ' }, 'name'],
  [{ domain: 'gone' }, 'domain'],
  [{ image: '' }, 'image'],
  [{ parameters: { z: 'x', n: '64' } }, 'parameters.z'],
  [{ volumes: {} }, 'volumes'],
  [{ timeLimit: { amount: '61', unit: 'minutes' } }, 'timeLimit'],
  [{ memoryGb: '-1' }, 'memory'],
  [{ cores: 'two' }, 'cores'],
  [{ environment: 'A=1\nno value' }, 'environment']
])('%j is a mistake at %s', (change, field) => {
  expect(Object.keys(mistakesOf(formWith(change), NOTEBOOK, OFFER, trans))).toEqual([field]);
});

describe('requestOf', () => {
  it('keeps the contract and says only what was chosen', () => {
    const form = formWith({
      parameters: { z: '0.7', n: '64' },
      timeLimit: { amount: '30', unit: 'minutes' },
      memoryGb: '1.5',
      environment: ' A=1=2 \n\nB='
    });
    const request = requestOf(form, NOTEBOOK, null, trans);
    expect(JobRequest.safeParse(request).success).toBe(true);
    expect(request).toMatchObject({
      notebook: NOTEBOOK.source,
      parameters: { z: 0.7 },
      timeLimitSeconds: 1_800,
      resources: { memoryBytes: 1.5 * GB },
      environment: { A: '1=2', B: '' }
    });
    expect(request.parameters).not.toHaveProperty('n');
    expect(request).not.toHaveProperty('workingFolder');
  });

  it('sends a notebook along that no volume holds', () => {
    const request = requestOf(formWith(), { ...NOTEBOOK, source: null }, { cells: [] }, trans);
    expect(request.notebook).toEqual({ name: 'fit.ipynb', content: { cells: [] } });
  });
});

test('what the hub says is put to its field, and the rest is not lost', () => {
  const problems = [
    { pointer: '/name', detail: 'a' },
    { pointer: '/parameters/z', detail: 'b' },
    { pointer: '/resources/memoryBytes', detail: 'c' },
    { pointer: '/timeLimitSeconds', detail: 'd' },
    { pointer: '/volumes/0/access', detail: 'e' },
    { pointer: '/notebook/path', detail: 'f' }
  ];
  expect(mistakesFromHub(problems, formWith())).toEqual({
    fields: { name: 'a', 'parameters.z': 'b', memory: 'c', timeLimit: 'd', volumes: 'e' },
    rest: ['f']
  });
});
