/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import { HubError } from '../api/hub-error';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { makeDatabase } from '../testing/sample-databases';
import { makeVolume } from '../testing/sample-volumes';
import type { IDatabasesModel } from '../tokens';
import { DatabaseForm } from './form';
import { ImportForm, tableNameFor } from './import/form';
import { SaveCsvForm } from './query/save/form';

const trans = nullTranslator.load('labcommons');
const STARS = makeDatabase(1, 'kim/stars');

function modelWith(answer: () => unknown) {
  const asked: unknown[] = [];
  const take = async (...args: unknown[]) => {
    asked.push(args.at(-1));
    return answer();
  };
  return { asked, model: { create: take, change: take } as unknown as IDatabasesModel };
}

describe('making and renaming', () => {
  it.each(['', ' ', '../etc', '.hidden', 'a/b', 'ends with a dot.'])(
    'refuses the name “%s” before the hub is asked',
    async name => {
      const { asked, model } = modelWith(() => STARS);
      const form = new DatabaseForm(model, null, trans);
      form.edit({ name });
      expect(await form.send()).toBeNull();
      expect(form.mistakes.name).toBeDefined();
      expect(asked).toEqual([]);
    }
  );

  it('sends what was said, of one that is there only what has changed', async () => {
    const { asked, model } = modelWith(() => STARS);
    const made = new DatabaseForm(model, null, trans);
    made.edit({ name: ' stars ' });
    expect(await made.send()).toBe(STARS);
    const changed = new DatabaseForm(model, STARS, trans);
    changed.edit({ description: 'Bright ones' });
    await changed.send();
    expect(asked).toEqual([{ name: 'stars', description: '' }, { description: 'Bright ones' }]);
  });

  it('puts what the hub refuses at its field, and all else below', async () => {
    let error = new HubError('already-exists', 'taken');
    const { model } = modelWith(() => {
      throw error;
    });
    const form = new DatabaseForm(model, null, trans);
    form.edit({ name: 'stars' });
    expect(await form.send()).toBeNull();
    expect(form.mistakes.name).toContain('already');
    error = new HubError('limit-reached', 'You have 20 databases.');
    await form.send();
    expect([form.failure, form.isSending]).toEqual(['You have 20 databases.', false]);
  });
});

const MADE = {
  table: 'plates',
  columns: [{ name: 'id', type: 'INTEGER' }],
  rows: 2,
  milliseconds: 5
};

describe('importing a CSV', () => {
  const formWith = (answer: () => Response, csv = new Blob(['id\n1\n2\n'])) => {
    const { asked, client } = fakeFetch(answer);
    const source = { name: 'plates.csv', read: async () => csv };
    return { asked, form: new ImportForm({ client, source, databases: [STARS], trans }) };
  };

  it.each([
    ['plates.csv', 'plates'],
    ['2026 plates.csv', '_2026 plates'],
    ['survey.v2 (final).csv', 'survey_v2 _final_'],
    ['sqlite_x.csv', '_sqlite_x'],
    ['Größe.csv', 'Größe'],
    ['.csv', '_']
  ])('calls the table of %s “%s”', (file, table) => {
    expect(tableNameFor(file)).toBe(table);
  });

  it('sends the bytes as they are', async () => {
    const { asked, form } = formWith(() => json(MADE, 201));
    expect(await form.send()).toEqual({ database: STARS, table: MADE });
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      path: `/databases/${STARS.id}/tables/plates`
    });
    expect(asked[0]?.headers.get('Content-Type')).toBe('text/csv');
  });

  it('keeps what stands against it at the name, or below', async () => {
    let answer = problem('already-exists', 409);
    const { asked, form } = formWith(() => answer);
    form.edit({ table: 'sqlite_master' });
    expect(await form.send()).toBeNull();
    expect([form.mistakes.table, asked]).toEqual([expect.stringContaining('sqlite_'), []]);
    form.edit({ table: 'plates' });
    await form.send();
    expect(form.mistakes.table).toContain('already');
    answer = problem('invalid-request', 400, { detail: 'Line 3 has 2 values, not 1' });
    await form.send();
    expect(form.failure).toBe('Line 3 has 2 values, not 1');
  });

  it('does not begin to send what is too large', async () => {
    const large = Object.defineProperty(new Blob(), 'size', { value: 200 * 1024 ** 2 });
    const { asked, form } = formWith(() => json(MADE, 201), large);
    expect(await form.send()).toBeNull();
    expect(form.failure).toBe('The file has 200 MB; at most 100 MB can be imported.');
    expect(asked).toEqual([]);
  });
});

describe('saving rows as a file', () => {
  const volumes = [
    makeVolume(2, 'Storage/ana/hers', { privileges: ['read'] }),
    makeVolume(3, 'Storage/kim/thesis'),
    makeVolume(4, 'Storage/kim/persistent', { isDefault: true })
  ];
  const formWith = (answer: (asked: Asked) => Response) => {
    const { asked, client } = fakeFetch(one =>
      one.path.endsWith('/csv') ? new Response('n\r\n1\r\n') : answer(one)
    );
    const options = { client, database: STARS.id, sql: 'SELECT n', name: 'stars.csv', trans };
    return { asked, form: new SaveCsvForm({ ...options, volumes }) };
  };
  const entry = {
    name: 'stars.csv',
    kind: 'file',
    sizeBytes: 6,
    modifiedAt: '2026-11-20T10:00:00Z',
    etag: '"1"',
    expiresAt: null
  };

  it('offers volumes that can be written to, and never replaces a file', async () => {
    const { asked, form } = formWith(() => json(entry));
    expect(form.volumes.map(({ name }) => name)).toEqual(['persistent', 'thesis']);
    form.edit({ path: 'results/stars.csv' });
    expect(await form.send()).toEqual({
      place: { volume: 'Storage/kim/persistent', path: 'results/stars.csv' },
      isCut: false
    });
    expect(asked[1]).toMatchObject({
      method: 'PUT',
      path: '/files/Storage/kim/persistent/results/stars.csv'
    });
    expect(asked[1]?.headers.get('If-None-Match')).toBe('*');
  });

  it('says at the name when it is taken, or is none', async () => {
    const { asked, form } = formWith(() => problem('already-exists', 409));
    expect(await form.send()).toBeNull();
    expect(form.mistakes.path).toContain('already');
    form.edit({ path: '../etc/passwd' });
    expect(await form.send()).toBeNull();
    expect([form.mistakes.path, asked.length]).toEqual([expect.stringContaining('stars.csv'), 2]);
  });
});
