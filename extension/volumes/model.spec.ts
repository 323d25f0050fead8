/** @jest-environment node */
import type { HubEvent } from '../../hub/contract/events';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeVolume } from '../testing/sample-volumes';
import { VolumesModel } from './model';

function hubWith(
  volumes = [makeVolume(1, 'Storage/kim/a')],
  override?: (asked: Asked) => Response | null
) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    if (one.path === '/quotas') return json({ items: [] });
    return json({ items: volumes, nextCursor: null });
  });
  const events = new FakeEvents();
  const model = new VolumesModel(client, 'kim', events);
  return { asked, events, model, volumes };
}

const addressesOf = (model: VolumesModel) => model.volumes.map(({ address }) => address);

describe('VolumesModel', () => {
  it('reads nothing until somebody looks, then once', async () => {
    const { asked, model } = hubWith();
    expect(asked).toEqual([]);
    model.open();
    await model.ready();
    expect(asked.map(({ path }) => path)).toEqual(['/volumes?limit=200', '/quotas']);
    expect(model.find('Storage/kim/a')).toBe(model.find(model.volumes[0]?.id ?? ''));
  });

  it('follows events, never back in time, and forgets what is no more', async () => {
    const { events, model } = hubWith();
    await model.ready();
    const body = makeVolume(1, 'Storage/kim/b', { version: 3 });
    events.received.emit({ type: 'volume', id: body.id, version: 3, body });
    const old = makeVolume(1, 'Storage/kim/old', { version: 2 });
    events.received.emit({ type: 'volume', id: old.id, version: 2, body: old });
    expect(addressesOf(model)).toEqual(['Storage/kim/b']);
    events.received.emit({ type: 'volumeDeleted', id: body.id, version: 4 });
    expect(addressesOf(model)).toEqual([]);
  });

  it('asks for the quotas again when what is in a volume has changed', async () => {
    const { asked, events, model } = hubWith();
    await model.ready();
    const body = makeVolume(1, 'Storage/kim/a', { version: 2, usage: { bytes: 7, files: 1 } });
    events.received.emit({ type: 'volume', id: body.id, version: 2, body });
    expect(asked.filter(({ path }) => path === '/quotas')).toHaveLength(2);
  });

  it('believes no answer about quotas that is older than what it was told meanwhile', async () => {
    const quota = (bytes: number) => ({
      root: 'Storage',
      title: 'Storage',
      description: '',
      bytes,
      bytesLimit: 100,
      files: 1,
      filesLimit: null,
      trashBytes: 0,
      countedAt: null,
      readOnlyAt: null,
      mayCreate: true
    });
    let answers = 0;
    const { events, model } = hubWith([], ({ path }) => {
      if (path !== '/quotas') return null;
      answers += 1;
      const items = [quota(answers === 1 ? 10 : 90)];
      if (answers === 1) {
        // Told after the answer was made, and before it arrives.
        events.received.emit({ type: 'quota', id: 'Storage', body: quota(90) } as HubEvent);
      }
      return json({ items });
    });
    await model.ready();
    expect(model.quotas.map(({ bytes }) => bytes)).toEqual([90]);
    expect(answers).toBe(2);
  });

  it('reads again on reset and drops what is not there any more', async () => {
    const { events, model, volumes } = hubWith([
      makeVolume(1, 'Storage/kim/a'),
      makeVolume(2, 'Storage/kim/b')
    ]);
    await model.ready();
    volumes.splice(0, 1);
    events.received.emit({ type: 'reset' });
    await model.ready();
    expect(addressesOf(model)).toEqual(['Storage/kim/b']);
  });

  it('fails when nothing was ever read, and keeps the list when it was', async () => {
    let isDown = true;
    const { model } = hubWith(undefined, one =>
      isDown && one.path.startsWith('/volumes') ? problem('files-unavailable', 503) : null
    );
    await model.refresh();
    expect(model.state.kind).toBe('failed');
    isDown = false;
    await model.refresh();
    isDown = true;
    await model.refresh();
    expect(model.state).toEqual({ kind: 'ready' });
    expect(model.volumes).toHaveLength(1);
  });

  it('keeps a volume whose deletion is refused', async () => {
    const { model } = hubWith(undefined, one =>
      one.method === 'DELETE' ? problem('conflict', 409) : null
    );
    await model.ready();
    await expect(model.remove(model.volumes[0]?.id ?? '')).rejects.toMatchObject({
      code: 'conflict'
    });
    expect(model.volumes).toHaveLength(1);
  });
});
