/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import type { ServerOptions } from '../../../hub/contract/server-options';
import type { Server } from '../../../hub/contract/servers';
import { fakeFetch, json, problem, type Asked } from '../../testing/fake-fetch';
import { makeServer } from '../../testing/sample-servers';
import { until } from '../../testing/until';
import { OptionsForm } from './options-form';

const SERVER_OPTIONS = {
  domains: [
    {
      id: 'small',
      title: 'Small',
      description: '',
      kinds: ['interactive'],
      images: ['scipy', 'plain'],
      limits: {
        memoryBytes: 1,
        cores: 1,
        jobTimeSeconds: 60,
        runningJobs: 1,
        runningServers: null,
        idleSeconds: 60,
        lifeSeconds: null,
        layerBytes: null
      },
      freeSlots: 1,
      freeServers: null
    }
  ],
  images: [],
  volumes: [],
  last: null,
  liveVolumes: true,
  limit: { most: 3, used: 1 }
} satisfies ServerOptions;

const trans = nullTranslator.load('labcommons');

function formFor(
  name: string | null,
  servers: Server[],
  change: (asked: Asked) => Response,
  options: ServerOptions = SERVER_OPTIONS
) {
  const { asked, client } = fakeFetch(one => {
    if (one.path === '/server-options') return json(options);
    if (one.path.endsWith('/changes')) return problem('conflict', 409);
    if (one.method === 'GET') return json({ items: servers, limit: options.limit });
    return change(one);
  });
  const form = new OptionsForm({ client, name, trans });
  const sent = () => asked.filter(({ method }) => method !== 'GET');
  return { form, sent, ready: () => until(() => form.state.kind !== 'loading') };
}

test('a server that runs gets what is chosen, and a restart is asked for, not made', async () => {
  const server = makeServer('default');
  const { form, sent, ready } = formFor('default', [server], () => json(server));
  await ready();
  expect([form.effect, form.asksForRestart, form.isLossy]).toEqual(['nothing', false, false]);
  form.choose({ domain: 'small', image: 'plain', volumes: 'default' });
  expect([form.effect, form.asksForRestart, form.isLossy]).toEqual(['restart', true, true]);
  expect((await form.send())?.id).toBe(server.id);
  expect(sent()).toMatchObject([
    { method: 'PATCH', path: '/servers/default', body: { image: 'plain', volumes: 'default' } }
  ]);
});

test('a new server is made under a free name and started', async () => {
  const made = makeServer('stars-2', { state: 'stopped' });
  const { form, sent, ready } = formFor(null, [makeServer('stars')], ({ path }) =>
    json(made, path.endsWith('/start') ? 202 : 201)
  );
  await ready();
  form.displayName = ' Stars ';
  await form.send();
  expect(sent()).toMatchObject([
    { path: '/servers', body: { name: 'stars-2', displayName: 'Stars', domain: 'small' } },
    { path: '/servers/stars-2/start' }
  ]);
});

test('a refusal is said, and nothing is started after it', async () => {
  const stopped = makeServer('default', { state: 'stopped' });
  const { form, sent, ready } = formFor('default', [stopped], () =>
    problem('not-allowed', 403, { detail: 'You may not use Plain' })
  );
  await ready();
  form.choose({ domain: 'small', image: 'plain', volumes: [] });
  expect(form.effect).toBe('nextStart');
  expect(await form.send()).toBeNull();
  expect(form.failure).toBe('You may not use Plain');
  expect(sent()).toHaveLength(1);
});

test('where nothing is offered there is nothing to send', async () => {
  const { form, ready } = formFor('default', [], () => json({}), {
    ...SERVER_OPTIONS,
    domains: []
  });
  await ready();
  expect([form.effect, await form.send()]).toEqual([null, null]);
});
