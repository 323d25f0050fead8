import { listServerChanges } from '../../../contract/images.js';
import { getServerOptions } from '../../../contract/server-options.js';
import {
  createServer,
  editServer,
  listServers,
  restartServer,
  type Server
} from '../../../contract/servers.js';
import { HubError } from '../hub-api.js';
import { FakeHub } from '../testing/fake-hub.js';
import { makeServer, OPTIONS } from '../testing/samples.js';
import { find, hide, press, show, type, until } from '../testing/show.js';
import { openedNext } from './opened-next.js';
import { OptionsPage } from './OptionsPage.js';

const NOTHING = { items: [], more: 0, sizeBytes: 0 };
const CHANGES = {
  image: 'science',
  sizeBytes: 2048,
  packages: [{ manager: 'pip', name: 'starcount', version: '1.2' }],
  software: NOTHING,
  home: { items: [{ path: '/home/jovyan/notes', sizeBytes: 2048 }], more: 0, sizeBytes: 2048 },
  removed: 0,
  leftOut: [],
  mayBeSaved: true,
  refusal: null
};

function hubWith(...servers: Server[]): FakeHub {
  return new FakeHub()
    .answer(getServerOptions, () => OPTIONS)
    .answer(listServers, () => ({ items: servers, limit: OPTIONS.limit }))
    .answer(listServerChanges, () => CHANGES);
}

function optionsOf(hub: FakeHub, server: string | null) {
  return show(
    <OptionsPage data={{ xsrf: 'x', user: { name: 'kim' }, server, next: '' }} api={hub} />
  );
}

const sent = (hub: FakeHub, id: string) => hub.asked.filter(([asked]) => asked === id);

afterEach(hide);

test('what another image loses stands before the choice, and counts once it is chosen', async () => {
  await optionsOf(hubWith(makeServer(1)), 'default');
  const losses = await until(() => find('region', 'What is lost'));
  await until(() => losses.textContent?.includes('starcount'));
  expect(losses.textContent).toContain('/home/jovyan/notes');
  expect(losses.textContent).toContain('Another domain or image makes the server anew');
  const radio = (await until(() => find('radio', /^Minimal/))) as HTMLInputElement;
  expect(losses.compareDocumentPosition(radio) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  await press('radio', /^Minimal/);
  await until(() => losses.textContent?.includes('is made anew, and this is lost'));
});

test('volumes of a server that runs are changed without a restart', async () => {
  const server = makeServer(1);
  const hub = hubWith(server).answer(editServer, () => server);
  await optionsOf(hub, 'default');
  await press('checkbox', /^survey/);
  await press('button', 'Change volumes');
  await until(() => sent(hub, 'editServer').length > 0);
  expect(sent(hub, 'editServer')[0]?.[1].body).toEqual({
    domain: 'small',
    image: 'science',
    volumes: [
      { volume: 'Storage/kim/persistent', access: 'write' },
      { volume: 'Data/sdss', access: 'read' },
      { volume: 'Storage/ana/survey', access: 'read' }
    ]
  });
  expect(sent(hub, 'restartServer')).toEqual([]);
});

test('a restart is asked for, and what is chosen can wait for it', async () => {
  const server = makeServer(1);
  const hub = hubWith(server)
    .answer(editServer, () => server)
    .answer(restartServer, () => server);
  await optionsOf(hub, 'default');
  await press('radio', /^Large/);
  await press('button', 'Restart server…');
  const dialog = await until(() => document.querySelector('dialog[open]'));
  expect(dialog.textContent).toContain('what they hold in memory is lost');
  await press('button', 'Cancel');
  expect(sent(hub, 'editServer')).toEqual([]);
  await press('button', 'Keep for the next start');
  await until(() => document.body.textContent?.includes('Kept for the next start.'));
  expect(sent(hub, 'editServer')[0]?.[1].body).toMatchObject({ domain: 'large', image: 'science' });
  expect(sent(hub, 'restartServer')).toEqual([]);
});

test('a new server gets a name of its own, and a refusal is said where it happened', async () => {
  const hub = hubWith(makeServer(1), makeServer(2, { name: 'star-counts' })).answer(
    createServer,
    () => {
      throw new HubError('limit-reached', 'You can have 3 servers');
    }
  );
  await optionsOf(hub, null);
  expect(find('region', 'What is lost')).toBeNull();
  await type('Name', 'Star counts');
  await press('radio', 'All, also what others share with you');
  await press('button', 'Start server');
  await until(() => document.body.textContent?.includes('You can have 3 servers'));
  expect(sent(hub, 'createServer')[0]?.[1].body).toEqual({
    name: 'star-counts-2',
    displayName: 'Star counts',
    domain: 'small',
    image: 'science',
    volumes: 'all'
  });
  expect(sent(hub, 'startServer')).toEqual([]);
});

test('a link chooses what a new server is made of; what it leaves open is as ever', async () => {
  const volumes = [{ volume: 'Data/sdss', access: 'read' as const }];
  const wish = { title: 'Fits', domain: 'small', image: 'plain', path: '', userPath: '/user/kim/' };
  const hub = hubWith().answer(createServer, () => {
    throw new HubError('limit-reached', 'You can have 3 servers');
  });
  const user = { name: 'kim' };
  const data = { xsrf: 'x', user, server: null, next: '', wish: { ...wish, volumes } };
  await show(<OptionsPage data={data} api={hub} />);
  const isChosen = (name: RegExp | string) =>
    (find('radio', name) as HTMLInputElement | null)?.checked ?? null;
  await until(() => isChosen(/^Minimal/));
  expect([isChosen(/^Small/), isChosen('Only those ticked below')]).toEqual([true, true]);
  expect((find('checkbox', /^SDSS/) as HTMLInputElement).checked).toBe(true);
  expect((find('checkbox', /^persistent/) as HTMLInputElement).checked).toBe(false);
  await press('button', 'Start server');
  await until(() => sent(hub, 'createServer').length > 0);
  expect(sent(hub, 'createServer')[0]?.[1].body).toEqual({
    name: 'fits',
    displayName: 'Fits',
    domain: 'small',
    image: 'plain',
    volumes
  });
  expect(
    openedNext({ ...data, wish: { ...data.wish, path: 'lab/tree/a%20b.ipynb' } }, 'fits')
  ).toBe('/user/kim/fits/lab/tree/a%20b.ipynb');
  expect(openedNext(data, 'fits')).toBe('');
});

test('where nothing is offered it is said', async () => {
  const hub = hubWith().answer(getServerOptions, () => ({ ...OPTIONS, domains: [] }));
  await optionsOf(hub, 'default');
  await until(() => document.body.textContent?.includes('Ask your administrators'));
});
