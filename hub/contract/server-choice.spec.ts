import type { Domain, Image } from './compute.js';
import {
  effectOf,
  firstSetup,
  freeName,
  imagesFor,
  inDomain,
  listOf,
  needsRestart,
  withAccess
} from './server-choice.js';
import type { ServerOptions } from './server-options.js';
import type { Server } from './servers.js';

const small = { id: 'small', images: ['science', 'r'] } as Domain;
const big = { id: 'big', images: ['gpu', 'science'] } as Domain;
const own = { volume: 'Storage/kim/persistent', kind: 'own', access: 'write', byDefault: true };
const shared = { volume: 'Storage/ana/survey', kind: 'shared', access: 'read', byDefault: false };
const data = { volume: 'Data/sdss', kind: 'data', access: 'read', byDefault: true };
const OPTIONS = {
  domains: [small, big],
  images: ['science', 'r', 'gpu'].map(id => ({ id }) as Image),
  volumes: [own, shared, data],
  last: { domain: 'big', image: 'gpu', volumes: 'all' },
  liveVolumes: true,
  limit: { most: 3, used: 1 }
} as ServerOptions;

function server(part: Partial<Server> = {}): Server {
  return {
    name: 'default',
    state: 'running',
    domain: 'small',
    image: 'science',
    volumes: 'default',
    pending: null,
    mounts: [],
    liveMounts: true,
    ...part
  } as Server;
}

test('a form begins with what is in force next, or was chosen last, as far as it is offered', () => {
  const pending = { domain: 'small', image: 'r', volumes: [] };
  expect(firstSetup(OPTIONS, null)).toEqual(OPTIONS.last);
  expect(firstSetup(OPTIONS, server())).toEqual({
    domain: 'small',
    image: 'science',
    volumes: 'default'
  });
  expect(firstSetup(OPTIONS, server({ pending }))).toEqual(pending);
  expect(firstSetup(OPTIONS, server({ domain: 'gone', image: 'gone' }))).toMatchObject({
    domain: 'small',
    image: 'science'
  });
  expect(firstSetup({ ...OPTIONS, domains: [] }, null)).toBeNull();
});

test('another domain keeps the image if it has it', () => {
  const setup = { domain: 'small', image: 'science', volumes: 'all' as const };
  expect(inDomain(big, setup)).toEqual({ ...setup, domain: 'big' });
  expect(inDomain(big, { ...setup, image: 'r' }).image).toBe('gpu');
  expect(imagesFor(OPTIONS, { ...setup, domain: 'big' }).map(({ id }) => id)).toEqual([
    'gpu',
    'science'
  ]);
});

test('changing one volume makes a list of what was meant', () => {
  const [first, second] = OPTIONS.volumes;
  expect(listOf(OPTIONS, 'default').map(({ volume }) => volume)).toEqual([own.volume, data.volume]);
  expect(listOf(OPTIONS, 'all')).toHaveLength(3);
  expect(withAccess(OPTIONS, 'default', second!, 'read').map(({ volume }) => volume)).toEqual([
    own.volume,
    data.volume,
    shared.volume
  ]);
  expect(withAccess(OPTIONS, 'all', first!, null).map(({ volume }) => volume)).toEqual([
    shared.volume,
    data.volume
  ]);
});

test.each([
  ['nothing else', {}, {}, 'nothing'],
  [
    'the same list in another order',
    listed(own, data),
    { volumes: listed(data, own).volumes },
    'nothing'
  ],
  ['volumes of one that runs', {}, { volumes: [] }, 'atOnce'],
  ['volumes where they need a start', { liveMounts: false }, { volumes: [] }, 'restart'],
  ['an image of one that runs', {}, { image: 'r' }, 'restart'],
  ['an image of one that was stopped', { state: 'stopped' }, { image: 'r' }, 'nextStart'],
  [
    'back to what it has while something else waits',
    { pending: { domain: 'small', image: 'r', volumes: 'default' } },
    {},
    'atOnce'
  ]
] as const)('choosing %s', (_what, part, change, effect) => {
  const seen = server(part as Partial<Server>);
  const setup = { domain: 'small', image: 'science', volumes: seen.volumes, ...change };
  expect(effectOf(OPTIONS, seen, setup as never)).toBe(effect);
});

function listed(...volumes: readonly { volume: string; access: string }[]) {
  return { volumes: volumes.map(({ volume, access }) => ({ volume, access })) };
}

test('a restart is needed for what was chosen or mounted and is not there', () => {
  const mount = { volume: 'x', access: 'read', path: 'x', reason: null } as const;
  expect(needsRestart(server())).toBe(false);
  expect(needsRestart(server({ mounts: [{ ...mount, state: 'restartNeeded' }] }))).toBe(true);
  const pending = { domain: 'small', image: 'r', volumes: 'default' as const };
  expect(needsRestart(server({ pending }))).toBe(true);
  expect(needsRestart(server({ pending, state: 'stopped' }))).toBe(false);
});

test.each([
  ['GPU experiments', [], 'gpu-experiments'],
  ['Übung 3', ['ubung-3'], 'ubung-3-2'],
  ['2026', [], 'server'],
  ['数据', ['server', 'server-2'], 'server-3'],
  ['default', [], 'default-2'],
  ['Lab', ['lab-2'], 'lab-3'],
  ['A name that is much longer than a name can be', [], 'a-name-that-is-much-longer']
])('%s gets a name', (displayName, taken, name) => {
  expect(freeName(displayName, taken)).toBe(name);
});
