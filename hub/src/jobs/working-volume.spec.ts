import type { MountPlan } from '../volumes/types.js';
import { mustTakeResults } from './working-volume.js';

const plan = (id: string, access: 'read' | 'write') =>
  ({
    volume: { id, address: `Storage/kim/${id}`, root: 'Storage' },
    access,
    path: id
  }) as MountPlan;

describe('the volume of a working folder', () => {
  it('may be written to', () => {
    expect(() => mustTakeResults([plan('a', 'write'), plan('b', 'read')], 'a')).not.toThrow();
  });

  it('that came out for reading is refused, with the reason', () => {
    expect(() => mustTakeResults([plan('a', 'write'), plan('b', 'read')], 'b')).toThrow(
      expect.objectContaining({
        code: 'quota-exceeded',
        message:
          'Nothing can be written to Storage/kim/b: there is more in Storage than may be, for too long'
      })
    );
  });
});
