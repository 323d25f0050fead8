/** @jest-environment node */
import type { Database } from '../../hub/contract/databases';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeDatabase, makeTable } from '../testing/sample-databases';
import { DatabasesModel } from './model';

const LIMITS = { mostPerUser: 20, mostBytes: 1024 ** 3, querySeconds: 30, owned: 1 };

function hubWith(
  databases: Database[] = [makeDatabase(1, 'kim/stars')],
  override?: (asked: Asked) => Response | Promise<Response> | null
) {
  const { asked, client } = fakeFetch(
    one =>
      override?.(one) ??
      (one.path.endsWith('/schema')
        ? json({ tables: [makeTable('plates', ['id integer'])] })
        : one.method === 'DELETE'
          ? new Response(null, { status: 204 })
          : json({ items: databases, nextCursor: null, limits: LIMITS }))
  );
  const events = new FakeEvents();
  return { asked, events, databases, model: new DatabasesModel(client, 'kim', events) };
}

const addressesOf = (model: DatabasesModel) => model.databases.map(({ address }) => address);

describe('DatabasesModel', () => {
  it('reads nothing until somebody looks, then once', async () => {
    const { asked, model } = hubWith();
    expect(asked).toEqual([]);
    model.open();
    await model.ready();
    expect(asked.map(({ path }) => path)).toEqual(['/databases?limit=200']);
    expect(model.find('kim/stars')).toBe(model.databases[0]);
    expect(model.limits).toEqual(LIMITS);
  });

  it('follows events, never back in time, and forgets what is no more', async () => {
    const { events, model } = hubWith();
    await model.ready();
    const body = makeDatabase(1, 'kim/galaxies', { version: 3 });
    events.received.emit({ type: 'database', id: body.id, version: 3, body });
    const old = makeDatabase(1, 'kim/old', { version: 2 });
    events.received.emit({ type: 'database', id: old.id, version: 2, body: old });
    expect(addressesOf(model)).toEqual(['kim/galaxies']);
    const larger = { ...body, sizeBytes: 99_999 };
    events.received.emit({ type: 'database', id: body.id, version: 3, body: larger });
    expect(model.databases[0]?.sizeBytes).toBe(99_999);
    events.received.emit({ type: 'databaseDeleted', id: body.id, version: 4 });
    expect(addressesOf(model)).toEqual([]);
  });

  it('reads the tables that somebody looks at again when they may have changed', async () => {
    const { asked, databases, events, model } = hubWith([
      makeDatabase(1, 'kim/stars'),
      makeDatabase(2, 'kim/atlas')
    ]);
    await model.ready();
    const [stars, atlas] = databases as [Database, Database];
    const schemasRead = () => asked.filter(({ path }) => path.endsWith('/schema')).length;
    expect(await model.readSchema(stars.id)).toMatchObject({ kind: 'ready' });
    expect(model.schemaOf(stars.id)).toMatchObject({ tables: [{ name: 'plates' }] });
    events.received.emit({ type: 'database', id: atlas.id, version: 1, body: atlas });
    expect(schemasRead()).toBe(1);
    events.received.emit({ type: 'database', id: stars.id, version: 1, body: stars });
    expect(schemasRead()).toBe(2);
    events.received.emit({ type: 'databaseDeleted', id: stars.id, version: 2 });
    expect(model.schemaOf(stars.id)).toBeNull();
  });

  it('of two readings of tables, believes the later one', async () => {
    const answers: ((answer: Response) => void)[] = [];
    const { databases, model } = hubWith(undefined, one =>
      one.path.endsWith('/schema') ? new Promise(resolve => answers.push(resolve)) : null
    );
    await model.ready();
    const id = databases[0]?.id ?? '';
    const both = [model.readSchema(id), model.readSchema(id)];
    answers[1]?.(json({ tables: [makeTable('new', ['id'])] }));
    answers[0]?.(json({ tables: [makeTable('old', ['id'])] }));
    await Promise.all(both);
    expect(model.schemaOf(id)).toMatchObject({ tables: [{ name: 'new' }] });
  });

  it('says why tables could not be read, and why a list could not', async () => {
    const { databases, model } = hubWith(undefined, one =>
      one.path.endsWith('/schema') ? problem('too-many-requests', 429) : null
    );
    await model.ready();
    await model.readSchema(databases[0]?.id ?? '');
    expect(model.schemaOf(databases[0]?.id ?? '')).toMatchObject({
      kind: 'failed',
      error: { code: 'too-many-requests' }
    });
    const failing = hubWith(undefined, () => problem('internal', 500)).model;
    await failing.refresh();
    expect(failing.state.kind).toBe('failed');
  });

  it('reads again on reset and when the hub is back, and drops what is not there any more', async () => {
    const { databases, events, model } = hubWith([
      makeDatabase(1, 'kim/stars'),
      makeDatabase(2, 'ana/survey')
    ]);
    await model.ready();
    databases.splice(1, 1);
    events.received.emit({ type: 'reset' });
    await model.ready();
    expect(addressesOf(model)).toEqual(['kim/stars']);
    databases.push(makeDatabase(3, 'ana/atlas'));
    events.stateChanged.emit({ kind: 'online' });
    await model.ready();
    expect(addressesOf(model)).toEqual(['kim/stars', 'ana/atlas']);
  });

  it('keeps a database whose deletion is refused, and drops one that is deleted', async () => {
    let isRefused = true;
    const { model } = hubWith(undefined, one =>
      one.method === 'DELETE' && isRefused ? problem('not-allowed', 403) : null
    );
    await model.ready();
    const id = model.databases[0]?.id ?? '';
    await expect(model.remove(id)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(model.databases).toHaveLength(1);
    isRefused = false;
    await model.remove(id);
    expect(model.databases).toHaveLength(0);
  });
});
