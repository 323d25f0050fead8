/** @jest-environment node */
import type { Snapshot } from '../../hub/contract/snapshots';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeVolume } from '../testing/sample-volumes';
import { EarlierVersions } from './model';
import { worthShowing } from './versions';

const VOLUME = makeVolume(1, 'Storage/kim/thesis');

function makeSnapshot(number: number, more: Partial<Snapshot> = {}): Snapshot {
  return {
    id: `01K9ZZZZZZZZZZZZZZZZZZ${String(number).padStart(4, '0')}`,
    volume: VOLUME.address,
    state: 'whole',
    cause: 'schedule',
    takenAt: `2026-11-${String(number).padStart(2, '0')}T08:00:00Z`,
    files: 1,
    bytes: 1,
    addedBytes: 1,
    warnings: [],
    entry: null,
    ...more
  };
}

const fileOf = (sizeBytes: number): Snapshot['entry'] => ({
  name: 'a.txt',
  kind: 'file',
  sizeBytes,
  modifiedAt: `2026-11-01T00:00:0${sizeBytes}Z`,
  etag: String(sizeBytes),
  expiresAt: null
});

const FOLDER = {
  entry: { ...fileOf(0), name: '', kind: 'directory' },
  items: [fileOf(1)],
  nextCursor: null
};

function versionsOf(snapshots: Snapshot[], override?: (asked: Asked) => Response | null) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    if (one.path.includes('/entries')) return json(FOLDER);
    return json({ items: snapshots, nextCursor: null, schedule: null });
  });
  const events = new FakeEvents();
  const versions = new EarlierVersions({ client, events, volume: VOLUME, path: '' });
  const settled = async () => {
    while (versions.state.kind === 'loading' || versions.inside.kind === 'loading') {
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  return { asked, events, versions, settled };
}

describe('EarlierVersions', () => {
  it('looks into the newest whole snapshot', async () => {
    const making = makeSnapshot(3, { state: 'making' });
    const { versions, settled } = versionsOf([making, makeSnapshot(2), makeSnapshot(1)]);
    await settled();
    expect(versions.snapshots).toHaveLength(3);
    expect(versions.chosen?.id).toBe(makeSnapshot(2).id);
    expect(versions.inside).toMatchObject({ kind: 'ready', items: [{ name: 'a.txt' }] });
  });

  it('reads the list again when the hub tells that it changed, and stays where it is', async () => {
    const { asked, events, versions, settled } = versionsOf([makeSnapshot(2), makeSnapshot(1)]);
    await settled();
    await versions.choose(makeSnapshot(1).id);
    const before = asked.length;
    events.received.emit({ type: 'snapshots', id: 'another volume' });
    expect(asked).toHaveLength(before);
    events.received.emit({ type: 'snapshots', id: VOLUME.id });
    await settled();
    expect(asked).toHaveLength(before + 1);
    expect(versions.chosen?.id).toBe(makeSnapshot(1).id);
    versions.dispose();
    events.received.emit({ type: 'snapshots', id: VOLUME.id });
    expect(asked).toHaveLength(before + 1);
  });

  it('says what could not be read', async () => {
    const { versions, settled } = versionsOf([], () => problem('files-unavailable', 503));
    await settled();
    expect(versions.state).toMatchObject({
      kind: 'failed',
      error: { code: 'files-unavailable' }
    });
  });

  it('restores from the chosen snapshot', async () => {
    const { asked, versions, settled } = versionsOf([makeSnapshot(1)]);
    await settled();
    await versions.restore('a.txt', 'keepBoth').catch(() => undefined);
    expect(asked.at(-1)).toMatchObject({
      path: `/snapshots/${makeSnapshot(1).id}/restore`,
      body: { path: 'a.txt', conflict: 'keepBoth' }
    });
  });
});

describe('versions of a file', () => {
  it('are shown once each, where they first were, and not where there was none', () => {
    const snapshots = [
      makeSnapshot(6, { state: 'making' }),
      makeSnapshot(5, { entry: null }),
      makeSnapshot(4, { entry: fileOf(2) }),
      makeSnapshot(3, { entry: fileOf(2) }),
      makeSnapshot(2, { entry: fileOf(1) }),
      makeSnapshot(1, { entry: null })
    ];
    const shown = worthShowing(snapshots, 'a.txt').map(({ takenAt }) => takenAt.slice(8, 10));
    expect(shown).toEqual(['06', '03', '02']);
    expect(worthShowing(snapshots, '')).toHaveLength(6);
  });
});
