import type { NewDataVolume } from '../volumes/data-volumes-service.js';
import type { Volume } from '../volumes/types.js';
import { addDataVolume, removeDataVolume } from './data-volumes.js';

const REQUEST = {
  command: 'volume add-data',
  name: 'sdss',
  directory: '/srv/data/sdss',
  title: null,
  description: '',
  public: false,
  maintainer: null
} as const;

describe('the command volume add-data', () => {
  const asked: NewDataVolume[] = [];
  const service = {
    register: async (_by: null, wanted: NewDataVolume) => {
      asked.push(wanted);
      return { address: `Data/${wanted.name}`, public: wanted.public } as never;
    }
  };

  it('registers for whoever works on the machine, and says who sees it', async () => {
    const [, seen] = await addDataVolume(service, REQUEST);
    expect(seen).toMatch(/^Nobody else sees it/);
    const wanted = { ...REQUEST, title: 'SDSS', public: true, maintainer: 'user:kim' };
    expect(await addDataVolume(service, wanted)).toEqual([
      'Registered Data/sdss',
      'Everyone may read it'
    ]);
    expect(asked.at(-1)).toEqual({
      name: 'sdss',
      directory: '/srv/data/sdss',
      title: 'SDSS',
      description: '',
      public: true,
      maintainer: { kind: 'user', id: 'kim' }
    });
  });

  it.each([
    ['a relative directory', { directory: 'data' }],
    ['a bad name', { name: '../etc' }],
    ['a maintainer of no kind', { maintainer: 'kim' }],
    ['everyone for a maintainer', { maintainer: 'everyone:' }],
    ['a group by its name', { maintainer: 'group:astro' }]
  ])('refuses %s in words', async (_what, change) => {
    const count = asked.length;
    await expect(addDataVolume(service, { ...REQUEST, ...change })).rejects.toMatchObject({
      code: 'invalid-request'
    });
    expect(asked).toHaveLength(count);
  });
});

describe('the command volume remove-data', () => {
  it('removes by name, and says where the files are', () => {
    const removed: string[] = [];
    const service = { remove: (_by: null, id: string) => void removed.push(id) };
    const find = (address: string) =>
      address === 'Data/sdss'
        ? ({ id: '1', address, directory: '/srv/data/sdss' } as Volume)
        : null;
    expect(removeDataVolume(service, find, 'sdss')).toEqual([
      'Removed Data/sdss; its files stay in /srv/data/sdss'
    ]);
    expect(() => removeDataVolume(service, find, 'other')).toThrow(/no data volume other/);
    expect(removed).toEqual(['1']);
  });
});
