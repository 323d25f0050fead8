/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { Task } from '../../hub/contract/tasks';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { TasksModel } from './model';
import { taskDetail, taskShare, taskTitle } from './words';

const trans = nullTranslator.load('labcommons');

function makeTask(more: Partial<Task> = {}): Task {
  return {
    id: '01K9ZZZZZZZZZZZZZZZZZZ0001',
    kind: 'copy',
    state: 'running',
    cancelling: false,
    sources: [{ volume: 'Data/sdss', path: 'spectra' }],
    target: { volume: 'Storage/kim/thesis', path: '' },
    conflict: 'fail',
    progress: {
      files: 1,
      filesTotal: 4,
      bytes: 0,
      bytesTotal: null,
      bytesPerSecond: null,
      remainingSeconds: null
    },
    results: [],
    warnings: [],
    reason: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    endedAt: null,
    version: 1,
    ...more
  };
}

function hubWith(live: Task[], answer?: (asked: Asked) => Response | null) {
  const { asked, client } = fakeFetch(
    one => answer?.(one) ?? json({ items: live, nextCursor: null })
  );
  const events = new FakeEvents();
  const model = new TasksModel(client, events);
  const ended: string[] = [];
  model.ended.connect((_model, task) => void ended.push(task.state));
  const emit = (body: Task) =>
    events.received.emit({ type: 'task', id: body.id, version: body.version, body });
  return { asked, emit, ended, events, model };
}

const settled = () => new Promise(resolve => setTimeout(resolve));

describe('TasksModel', () => {
  it('follows a task to its end, tells it once, and forgets it when asked to', async () => {
    const { emit, ended, model } = hubWith([makeTask()]);
    model.open();
    await settled();
    emit(makeTask({ state: 'succeeded', version: 3, endedAt: '2026-11-20T10:00:00Z' }));
    emit(makeTask({ state: 'succeeded', version: 4, endedAt: '2026-11-20T10:00:00Z' }));
    emit(makeTask({ version: 2 }));
    expect(model.tasks.map(({ state }) => state)).toEqual(['succeeded']);
    expect(ended).toEqual(['succeeded']);
    model.forget(makeTask().id);
    expect(model.tasks).toEqual([]);
  });

  it('knows nothing of what ended long before', () => {
    const { emit, ended, model } = hubWith([]);
    const past = '2020-01-01T00:00:00Z';
    emit(makeTask({ state: 'failed', createdAt: past, endedAt: past }));
    expect([model.tasks, ended]).toEqual([[], []]);
  });

  it('shows a cancellation at once and takes it back when it is refused', async () => {
    const { model } = hubWith([makeTask()], ({ method }) =>
      method === 'POST' ? problem('conflict', 409) : null
    );
    model.open();
    await settled();
    const cancelled = model.cancel(makeTask().id);
    expect(model.tasks[0]?.cancelling).toBe(true);
    await expect(cancelled).rejects.toMatchObject({ code: 'conflict' });
    expect(model.tasks[0]?.cancelling).toBe(false);
  });

  it('drops what went on without it when the hub is back', async () => {
    const live = [makeTask()];
    const { events, model } = hubWith(live);
    model.open();
    await settled();
    live.pop();
    events.stateChanged.emit({ kind: 'online' });
    await settled();
    expect(model.tasks).toEqual([]);
  });
});

test('a task says what it does and how far it is', () => {
  const running = makeTask({
    progress: {
      files: 3,
      filesTotal: 8,
      bytes: 3 * 1024 ** 3,
      bytesTotal: 12 * 1024 ** 3,
      bytesPerSecond: 50 * 1024 ** 2,
      remainingSeconds: 184
    }
  });
  expect(taskTitle(running, trans)).toBe('Copy “spectra” to thesis');
  expect(taskDetail(running, trans)).toBe('3 / 12 GB · 50 MB/s · 3 min left');
  expect(taskShare(running)).toBe(0.25);
  expect(taskDetail(makeTask(), trans)).toBe('1 of 4 files');
  expect(
    taskShare(makeTask({ progress: { ...running.progress, filesTotal: null, bytesTotal: null } }))
  ).toBe(null);
});
