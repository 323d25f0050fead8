import {
  deleteSiteServer,
  listSiteServers,
  stopSiteServer,
  type SiteServer
} from '../../../../contract/site-servers.js';
import { HubError } from '../../hub-api.js';
import { FakeHub } from '../../testing/fake-hub.js';
import { find, hide, press, show, type, until } from '../../testing/show.js';
import { ServersPage } from './ServersPage.js';

const gpu: SiteServer = {
  id: '01JD0000000000000000000001',
  name: 'gpu',
  displayName: 'Galaxies',
  kind: 'lab',
  state: 'running',
  reason: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  startedAt: '2026-11-01T00:00:00.000Z',
  lastActivityAt: null,
  layer: { usedBytes: 3 * 2 ** 30, limitBytes: null },
  owner: { name: 'kim', displayName: 'Kim Stone' },
  domain: 'Small',
  image: 'Python'
};
const idle: SiteServer = {
  ...gpu,
  id: '01JD0000000000000000000002',
  name: 'default',
  displayName: 'default',
  state: 'stopped',
  owner: { name: 'ana', displayName: '' }
};

let hub: FakeHub;
let next: string | null;
const sent = (id: string) => hub.asked.filter(([asked]) => asked === id).map(([, input]) => input);

beforeEach(() => {
  next = null;
  hub = new FakeHub().answer(listSiteServers, () => ({
    items: [gpu, idle],
    nextCursor: next,
    live: 1,
    askedAt: '2026-11-01T00:00:00.000Z'
  }));
});
afterEach(hide);

const open = () => show(<ServersPage api={hub} />);
const row = (name: string) => document.querySelector(`tr[aria-label="${name}"]`)?.textContent;

it('says whose servers there are and how they are', async () => {
  await open();
  await until(() => row('Galaxies of kim'));
  expect(document.body.textContent).toContain('One server is live.');
  expect(row('Galaxies of kim')).toMatch(/Kim Stone.*Galaxies.*Running.*Python.*Small.*3 GB/);
  expect(find('button', 'Delete Galaxies of kim')).toBeNull();
  expect(find('button', 'Stop default of ana')).toBeNull();
});

it('stops one, with a word for its owner', async () => {
  hub.answer(stopSiteServer, () => gpu);
  await open();
  await press('button', 'Stop Galaxies of kim');
  await type('Why, for its owner (may be empty)', 'Power cut');
  await press('button', 'Stop server');
  await until(() => sent('stopSiteServer').length > 0);
  expect(sent('stopSiteServer')).toEqual([
    { params: { id: gpu.id }, body: { reason: 'Power cut' } }
  ]);
});

it('asks before it deletes one, and says what went wrong', async () => {
  hub.answer(deleteSiteServer, () => {
    throw new HubError('conflict', 'The server is starting');
  });
  await open();
  await press('button', 'Delete default of ana');
  expect(sent('deleteSiteServer')).toEqual([]);
  await press('button', 'Delete server');
  await until(() => document.querySelector('[role="alert"]'));
  expect(document.body.textContent).toContain('The server is starting');
});

it('goes through many, page by page', async () => {
  next = 'more';
  await open();
  expect(find('button', 'Earlier')).toHaveProperty('disabled', true);
  await press('button', 'Later');
  await until(() => find('button', 'Earlier')?.hasAttribute('disabled') === false);
});
