import '../testing/browser-parts';

import { nullTranslator } from '@jupyterlab/translation';
import React, { act } from 'react';

import { listDomains } from '../../hub/contract/compute';
import { getServerOptions } from '../../hub/contract/server-options';
import { getServer, type Server } from '../../hub/contract/servers';
import type { HubClient } from '../api/hub-client';
import { FakeEvents } from '../testing/fake-events';
import { reactPage } from '../testing/react-page';
import { makeServer } from '../testing/sample-servers';
import { serverDetails } from './Details';
import { ServerModel } from './model';
import { ServerList, type ServerActions } from './servers/ServerList';
import { ServersModel } from './servers/model';
import { Status } from './Status';

const trans = nullTranslator.load('labcommons');
const GB = 1024 ** 3;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const layer = (gigabytes: number) => ({ usedBytes: gigabytes * GB, limitBytes: 8 * GB });

/** One that has room and time. */
const AT_EASE = { layer: layer(1), idleStopAt: inMinutes(300), endsAt: inMinutes(600) };

const page = reactPage();

const DOMAINS = { items: [{ id: 'small', title: 'Small machines' }] };

/** jsdom has no fetch: the client is the rim here. */
function hubWith(...servers: Server[]) {
  const events = new FakeEvents();
  const call = jest.fn(async (endpoint: unknown) => {
    switch (endpoint) {
      case getServer:
        return servers[0];
      case listDomains:
        return DOMAINS;
      case getServerOptions:
        return { images: [], domains: DOMAINS.items, limit: { most: 3, used: 1 } };
      default:
        return { items: servers };
    }
  });
  return { events, call, client: { call } as unknown as HubClient };
}

describe('the status bar', () => {
  async function show(part: Partial<Server>) {
    const { client, events, call } = hubWith(makeServer('default', part));
    const model = new ServerModel(client, 'default', events);
    await act(async () => {
      page.root.render(
        <Status model={model} events={events} trans={trans} onMenu={() => undefined} />
      );
      await model.refresh();
    });
    const dot = page.node.querySelector('[data-tone]');
    return {
      model,
      events,
      call,
      text: page.node.textContent,
      tone: dot?.getAttribute('data-tone')
    };
  }

  it('calls the domain what people call it, asked for once', async () => {
    const { model, call, text } = await show({});
    expect(text).toBe('Small machines · up to 4 GB');
    await act(async () => void (await model.refresh()));
    expect(call.mock.calls.filter(([endpoint]) => endpoint === listDomains)).toHaveLength(1);
  });

  it('says nothing of a domain that is not offered any more', async () => {
    expect((await show({ domain: 'gone' })).text).toBe('up to 4 GB');
  });

  it.each<[string, Partial<Server>, string, string]>([
    ['of nothing', {}, 'good', 'Small machines · up to 4 GB · idle stop in 5 h'],
    ['of the end that its domain sets', { endsAt: inMinutes(7) }, 'warn', 'ends in 7 min'],
    ['of the idle stop', { idleStopAt: inMinutes(7) }, 'warn', 'idle stop in 7 min'],
    [
      'of a container that is nearly full',
      { layer: layer(7) },
      'warn',
      'outside of volumes 7 / 8 GB, nearly full · idle stop'
    ],
    ['of memory', { memory: { usedBytes: 3.9 * GB, limitBytes: 4 * GB } }, 'warn', '3.9 / 4 GB']
  ])('warns %s', async (_what, part, tone, words) => {
    const shown = await show({ ...AT_EASE, ...part });
    expect([shown.tone, shown.text]).toEqual([tone, expect.stringContaining(words)]);
  });
});

describe('the list of servers', () => {
  async function show(part: Partial<Server>) {
    const { client, events } = hubWith(makeServer('gpu', part));
    const model = new ServersModel(client, events);
    await act(async () =>
      page.root.render(
        <ServerList model={model} here="default" actions={{} as ServerActions} trans={trans} />
      )
    );
    const facts = page.node.querySelector('.labcommons-ServerList-facts');
    const level = facts?.querySelector('[data-level]');
    return { facts: facts?.textContent, level: level?.getAttribute('data-level') };
  }

  it('says how much a server holds of its own, and when it ends', async () => {
    const { facts, level } = await show({ ...AT_EASE, endsAt: inMinutes(200) });
    expect(facts).toContain('Outside of volumes: 1 / 8 GB');
    expect(facts).toContain('ends in 3 h');
    expect(level).toBe('fine');
    const ends = page.node.querySelector('time');
    expect(ends?.getAttribute('title')).toMatch(/20\d\d/);
  });

  it.each([
    [7, 'near', 'nearly full'],
    [9, 'over', 'too much: the server will be stopped']
  ])('warns when that is %s of 8 GB', async (held, level, words) => {
    const shown = await show({ ...AT_EASE, layer: layer(held) });
    expect([shown.level, shown.facts]).toEqual([level, expect.stringContaining(words)]);
  });

  it('says neither of one that does not run', async () => {
    const { facts } = await show({ ...AT_EASE, state: 'stopped' });
    expect(facts).not.toMatch(/Outside|ends|idle/);
  });
});

test('the details of a server say both, in titles', async () => {
  const titles = { domain: 'Small machines', image: 'Scientific Python' };
  const server = makeServer('default', { ...AT_EASE, layer: layer(7) });
  await act(async () => page.root.render(serverDetails(server, titles, new Date(), trans)));
  const text = page.node.textContent ?? '';
  for (const words of [
    'Small machines',
    'Outside of volumes7 / 8 GB, nearly full',
    'Endsin 10 h'
  ]) {
    expect(text).toContain(words);
  }
});
