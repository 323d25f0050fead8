import { nextTurns } from './turns.js';

const waiting = (...tasks: string[]) => tasks.map(id => ({ id, ownerId: id[0] as string }));
const running = (...users: string[]) => users.map(ownerId => ({ ownerId }));
const limits = { atOnce: 4, atOncePerUser: 2 };

describe('nextTurns', () => {
  it.each([
    ['nobody waits', [], [], []],
    ['one user', waiting('a1', 'a2', 'a3'), [], ['a1', 'a2']],
    ['who came later but has none running', waiting('a1', 'a2', 'b1'), [], ['a1', 'b1', 'a2']],
    ['places are taken', waiting('a1', 'b1'), running('c', 'c', 'd'), ['a1']],
    ['all places are taken', waiting('a1'), running('c', 'c', 'd', 'e'), []],
    ['fewer running first', waiting('a1', 'b1'), running('a', 'c', 'd'), ['b1']],
    ['the limit of the user', waiting('a1', 'b1'), running('a', 'a'), ['b1']]
  ])('%s', (_what, waits, runs, expected) => {
    expect(nextTurns({ waiting: waits, running: runs, ...limits })).toEqual(expected);
  });
});
