import type { ResolvedImage } from '../compute/images.js';
import { PROBED } from '../testing/servers-world.js';
import { ourHome, planDigest, serverPlan } from './plan.js';

const ROOT_HUB = { uid: 1000, gid: 100, isForeignToImages: false };
const OTHER_HUB = { uid: 4321, gid: 4321, isForeignToImages: true };
const PROBE = { ...PROBED, entryPoint: [], command: [] };

function image(change: Partial<typeof PROBE> = {}): ResolvedImage {
  return {
    id: 'i',
    title: 'I',
    reference: 'i:1',
    digest: 'sha256:1',
    probe: { ...PROBE, ...change },
    app: null
  };
}

describe('a home of ours', () => {
  it.each([
    ['stock image, hub as root', ROOT_HUB, {}, null],
    ['stock image, hub as somebody', OTHER_HUB, {}, '/home/jovyan'],
    ['image for another uid', ROOT_HUB, { uid: 1001, home: '/home/rstudio' }, '/home/rstudio'],
    ['image that runs as root', ROOT_HUB, { uid: 0, home: '/root' }, '/home/jovyan']
  ])('%s', (_case, identity, probe, home) => {
    expect(ourHome(image(probe), identity)).toBe(home);
  });

  it('comes with the uid that owns all bytes, never with root', () => {
    const plan = serverPlan(image({ uid: 0 }), ROOT_HUB, { memoryBytes: 1, cores: 1 }, {}, []);
    expect(plan.user).toBe('1000:100');
  });
});

describe('planDigest', () => {
  const limits = { memoryBytes: 2 ** 30, cores: 1 };
  const mount = { source: '/a', target: '/b', readOnly: true };
  const digest = (change: {
    image?: ResolvedImage;
    limits?: typeof limits;
    environment?: Record<string, string>;
    mounts?: (typeof mount)[];
  }) =>
    planDigest(
      serverPlan(
        change.image ?? image(),
        ROOT_HUB,
        change.limits ?? limits,
        change.environment ?? { A: '1', B: '2' },
        change.mounts ?? [mount]
      )
    );

  it('does not depend on the order of variables', () => {
    expect(digest({ environment: { B: '2', A: '1' } })).toBe(digest({}));
  });

  it.each([
    ['the image', { image: { ...image(), digest: 'sha256:2' } }],
    ['memory', { limits: { ...limits, memoryBytes: 2 ** 31 } }],
    ['cores', { limits: { ...limits, cores: 2 } }],
    ['a variable', { environment: { A: '1', B: '3' } }],
    ['the access of a mount', { mounts: [{ ...mount, readOnly: false }] }],
    ['a further mount', { mounts: [mount, { ...mount, target: '/c' }] }]
  ])('changes with %s', (_what, change) => {
    expect(digest(change)).not.toBe(digest({}));
  });
});
