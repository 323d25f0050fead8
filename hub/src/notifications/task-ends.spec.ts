import type { TaskState } from '../../contract/tasks.js';
import { messageOfTaskEnd } from './task-ends.js';

describe('the owner of a task', () => {
  const told = (state: TaskState, tookSeconds = 61, sources = [{ path: 'figures/a.png' }]) =>
    messageOfTaskEnd('1', {
      kind: 'copy',
      state,
      request: { sources },
      reason: state === 'failed' ? 'The disk is full' : null,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: new Date(Date.UTC(2026, 0, 1) + tookSeconds * 1000).toISOString()
    });

  it('is told when it fails, however soon', () => {
    expect(told('failed', 0)).toEqual({
      kind: 'taskFailed',
      title: 'Copying “a.png” failed',
      body: 'The disk is full',
      resource: { kind: 'task', id: '1' }
    });
  });

  it('is told when it is done after a while', () => {
    expect(told('succeeded')).toMatchObject({
      kind: 'taskSucceeded',
      title: 'Copying “a.png” is done'
    });
    expect(told('succeeded', 60, [{ path: 'a' }, { path: 'b' }])?.title).toBe(
      'Copying 2 items is done'
    );
    expect(told('succeeded', 59)).toBeNull();
  });

  it.each<TaskState>(['cancelled', 'waiting', 'running'])('is told nothing when it is %s', state =>
    expect(told(state)).toBeNull()
  );
});
