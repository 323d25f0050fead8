/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem } from '../testing/fake-fetch';
import { makeSavedImage } from '../testing/sample-images';
import { until } from '../testing/until';
import { ImagesModel } from './model';
import { SaveForm } from './save-form';

const trans = nullTranslator.load('labcommons');
const ID = '01JD0000000000000000000000';

const image = (state: 'making' | 'ready', version: number) => makeSavedImage(ID, state, version);

const NONE = { items: [], more: 0, sizeBytes: 0 };
const changes = (mayBeSaved: boolean) => ({
  image: 'science',
  sizeBytes: 0,
  packages: [],
  software: NONE,
  home: NONE,
  removed: 0,
  leftOut: [],
  mayBeSaved,
  refusal: mayBeSaved ? null : 'switched off'
});

test('images are kept by their events, and what comes late is not believed', async () => {
  const { client, asked } = fakeFetch(() => json({ items: [image('making', 2)] }));
  const events = new FakeEvents();
  const model = new ImagesModel(client, events);
  await until(() => model.state.kind === 'ready');
  expect(asked[0]?.path).toBe('/images?mine=true');
  const states = () =>
    model.state.kind === 'ready' ? model.state.images.map(one => one.saved?.state) : [];
  events.received.emit({ type: 'image', id: ID, version: 3, body: image('ready', 3) });
  expect(states()).toEqual(['ready']);
  events.received.emit({ type: 'image', id: ID, version: 2, body: image('making', 2) });
  expect(states()).toEqual(['ready']);
  events.received.emit({ type: 'imageDeleted', id: ID, version: 4 });
  expect(states()).toEqual([]);
});

test('an environment is saved under a name, and a refusal is said', async () => {
  let isRefused = true;
  const { client, asked } = fakeFetch(({ method }) => {
    if (method === 'GET') return json(changes(true));
    return isRefused
      ? problem('limit-reached', 409, { detail: 'A user can have 5 images' })
      : json(image('making', 1), 202);
  });
  const form = new SaveForm({ client, server: 'default', trans });
  expect(form.isBlocked).toBe(true);
  await until(() => form.state.kind === 'ready');
  expect(await form.send()).toBeNull();
  expect([form.mistakes.title, asked.length]).toEqual(['Give it a name', 1]);
  form.edit({ title: ' Star counts ' });
  expect(await form.send()).toBeNull();
  expect(form.failure).toMatch('5 images');
  isRefused = false;
  expect((await form.send())?.title).toBe('Star counts');
  expect(asked.at(-1)).toMatchObject({
    path: '/servers/default/image',
    body: { title: 'Star counts', description: '' }
  });
});

test('what may not be saved is not sent', async () => {
  const { client, asked } = fakeFetch(() => json(changes(false)));
  const form = new SaveForm({ client, server: 'default', trans });
  await until(() => form.state.kind === 'ready');
  form.edit({ title: 'x' });
  expect([form.isBlocked, await form.send(), asked.length]).toEqual([true, null, 1]);
});
