/** @jest-environment node */
import type { JobSummary } from '../../hub/contract/jobs';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeJob } from '../testing/sample-jobs';
import { JobsModel } from './model';

function hubWith(jobs: JobSummary[], override?: (asked: Asked) => Response | null) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    const isLive = one.path.includes('state=live');
    return json({
      items: jobs.filter(job => !isLive || job.state === 'running'),
      nextCursor: null
    });
  });
  const events = new FakeEvents();
  const model = new JobsModel(client, events);
  return { asked, events, model, jobs };
}

const statesOf = (model: JobsModel) => model.jobs.map(job => `${job.name} ${job.state}`);

describe('JobsModel', () => {
  it('reads nothing until somebody looks, then once', async () => {
    const { asked, model } = hubWith([makeJob(1, 'running')]);
    expect(asked).toEqual([]);
    model.open();
    model.open();
    await model.refresh();
    expect(asked.filter(one => one.path.includes('live'))).toHaveLength(2);
    expect(model.state).toEqual({ kind: 'ready', hasMore: false });
  });

  it('shows the newest first and follows events, never back in time', async () => {
    const { events, model } = hubWith([
      makeJob(1, 'running', { version: 3 }),
      makeJob(2, 'succeeded')
    ]);
    await model.refresh();
    expect(statesOf(model)).toEqual(['job-2 succeeded', 'job-1 running']);
    const old = makeJob(1, 'queued', { version: 2 });
    events.received.emit({ type: 'job', id: old.id, version: 2, body: old });
    expect(model.find(old.id)?.state).toBe('running');
    const ended: string[] = [];
    model.ended.connect((_model, job) => void ended.push(job.name));
    const done = makeJob(1, 'failed', { version: 4 });
    events.received.emit({ type: 'job', id: done.id, version: 4, body: done });
    expect(statesOf(model)).toEqual(['job-2 succeeded', 'job-1 failed']);
    expect(ended).toEqual(['job-1']);
  });

  it('reads again on reset and drops what is no more', async () => {
    const { events, model, jobs } = hubWith([makeJob(1, 'running'), makeJob(2, 'succeeded')]);
    await model.refresh();
    jobs.splice(0, 1);
    events.received.emit({ type: 'reset' });
    await model.refresh();
    expect(statesOf(model)).toEqual(['job-2 succeeded']);
  });

  it('fails in words when nothing was ever read, and keeps the list when it was', async () => {
    let isDown = true;
    const { model } = hubWith([makeJob(1, 'running')], () =>
      isDown ? problem('engine-unavailable', 503) : null
    );
    await model.refresh();
    expect(model.state.kind).toBe('failed');
    isDown = false;
    await model.refresh();
    isDown = true;
    await model.refresh();
    expect(model.state.kind).toBe('ready');
    expect(model.jobs).toHaveLength(1);
  });

  it('shows a cancellation at once and takes it back when it is refused', async () => {
    const job = makeJob(1, 'running');
    const { model } = hubWith([job], one =>
      one.method === 'POST' ? problem('conflict', 409) : null
    );
    await model.refresh();
    const cancelled = model.cancel(job.id);
    expect(model.find(job.id)?.cancelling).toBe(true);
    await expect(cancelled).rejects.toMatchObject({ code: 'conflict' });
    expect(model.find(job.id)?.cancelling).toBe(false);
  });

  it('hides a deleted job at once, brings it back when it is refused, and ignores its late news', async () => {
    const job = makeJob(1, 'succeeded');
    let isRefused = true;
    const { events, model } = hubWith([job], one =>
      one.method !== 'DELETE'
        ? null
        : isRefused
          ? problem('conflict', 409)
          : new Response(null, { status: 204 })
    );
    await model.refresh();
    const refused = model.remove(job.id, 'keep');
    expect(model.jobs).toEqual([]);
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(model.jobs).toHaveLength(1);
    isRefused = false;
    await model.remove(job.id, 'delete');
    events.received.emit({ type: 'job', id: job.id, version: 9, body: { ...job, version: 9 } });
    expect(model.jobs).toEqual([]);
  });

  it('reads again when the hub comes back', async () => {
    const { asked, events, model } = hubWith([]);
    await model.refresh();
    const before = asked.length;
    events.stateChanged.emit({ kind: 'online' });
    expect(asked.length).toBeGreaterThan(before);
  });
});
