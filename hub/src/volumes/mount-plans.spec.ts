import fc from 'fast-check';

import { mountPlans } from './mount-plans.js';
import type { Volume } from './types.js';

function volume(id: string, kind: 'user' | 'data', name: string): Volume {
  const owner = kind === 'user' ? { id: 'U', name: 'kim' } : null;
  return {
    id,
    kind,
    root: kind === 'user' ? 'Storage' : 'Data',
    owner,
    name,
    title: name,
    description: '',
    directory: `/volumes/${id}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    version: 1,
    address: kind === 'user' ? `Storage/kim/${name}` : `Data/${name}`
  };
}

const paths = (...volumes: Volume[]) =>
  Object.fromEntries(
    mountPlans(volumes.map(v => ({ volume: v, access: 'read' as const }))).map(plan => [
      plan.volume.id,
      plan.path
    ])
  );

describe('places of volumes in the workspace', () => {
  it('puts user volumes below their root and data volumes at the top', () => {
    expect(paths(volume('A', 'user', 'persistent'), volume('B', 'data', 'sdss'))).toEqual({
      A: 'Storage/kim/persistent',
      B: 'sdss'
    });
  });

  it('gives a data volume that is called like a root another place', () => {
    expect(paths(volume('A', 'data', 'Storage'), volume('B', 'data', 'Data'))).toEqual({
      A: 'Storage-2',
      B: 'Data-2'
    });
  });

  it('lets the oldest of several have the name, in whatever order they come', () => {
    const three = [volume('B', 'data', 'x'), volume('C', 'data', 'x-2'), volume('A', 'data', 'x')];
    const expected = { A: 'x', B: 'x-2', C: 'x-2-2' };
    expect(paths(...three)).toEqual(expected);
    expect(paths(...three.reverse())).toEqual(expected);
  });

  it('mounts a volume that is named twice once, with the stronger access', () => {
    const a = volume('A', 'user', 'persistent');
    for (const order of [['read', 'write'] as const, ['write', 'read'] as const]) {
      expect(mountPlans(order.map(access => ({ volume: a, access })))).toEqual([
        { volume: a, access: 'write', path: 'Storage/kim/persistent' }
      ]);
    }
  });

  it('never puts one volume on or into another', () => {
    const volumes = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 4 }),
        kind: fc.constantFrom('user' as const, 'data' as const),
        name: fc.constantFrom('x', 'x-2', 'Storage', 'Temporary', 'Data', 'Storage-2')
      }),
      { selector: v => v.id }
    );
    fc.assert(
      fc.property(volumes, wanted => {
        // Names of user volumes are unique per root and owner.
        const seen = new Set<string>();
        const unique = wanted.filter(
          v => v.kind === 'data' || (!seen.has(v.name) && seen.add(v.name))
        );
        const places = Object.values(paths(...unique.map(v => volume(v.id, v.kind, v.name))));
        expect(new Set(places).size).toBe(unique.length);
        for (const place of places) {
          expect(places.filter(other => other.startsWith(`${place}/`))).toEqual([]);
        }
      })
    );
  });
});
