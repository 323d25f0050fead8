import type { User } from '../accounts/types.js';
import type { MountPlan, Volume } from './types.js';
import { volumesWritten } from './written.js';

const volume = (id: string) => ({ id, address: `Storage/kim/${id}` }) as Volume;
const plan = (id: string, access: 'read' | 'write') =>
  ({ volume: volume(id), access, path: id }) as MountPlan;
const kim = { id: 'kim', name: 'kim' } as User;

it('are those that running servers and jobs have for writing, each once', () => {
  const written = volumesWritten(
    {
      all: () => [
        { id: 'running', ownerId: 'kim', phase: 'running' },
        { id: 'ended', ownerId: 'kim', phase: 'ended' },
        { id: 'orphan', ownerId: 'gone', phase: 'running' }
      ]
    },
    {
      plansFor: (_owner, server) =>
        server === 'running' ? [plan('a', 'write'), plan('b', 'read')] : [plan('c', 'write')]
    },
    {
      running: () => [
        {
          spec: {
            volumes: [
              { volume: 'Storage/kim/a', access: 'write' },
              { volume: 'Storage/kim/d', access: 'write' },
              { volume: 'Storage/kim/e', access: 'read' },
              { volume: 'Storage/kim/gone', access: 'write' }
            ]
          }
        }
      ]
    },
    { userById: id => (id === 'kim' ? kim : null) },
    { at: address => (address.endsWith('gone') ? null : volume(address.slice(-1))) }
  );
  expect(written().map(({ id }) => id)).toEqual(['a', 'd']);
});
