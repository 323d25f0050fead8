import { getServerOptions } from '../../../contract/server-options.js';
import { deleteServer, editServer, restartServer, type Server } from '../../../contract/servers.js';
import { FakeHub } from '../testing/fake-hub.js';
import { makeServer, OPTIONS } from '../testing/samples.js';
import { find, hide, press, show, type, until } from '../testing/show.js';
import { Servers } from './Servers.js';

const NOW = Date.parse('2026-11-21T09:00:00Z');
const PLAN = { domain: 'Small', image: 'Scientific Python', memoryBytes: 1, cores: 1 };

async function list(hub: FakeHub, ...servers: Server[]): Promise<Server[]> {
  const accepted: Server[] = [];
  const user = { name: 'kim', displayName: 'Kim' };
  await show(
    <Servers
      data={{ xsrf: 'x', user, servers, plan: PLAN, labOrigin: '', programs: [] }}
      api={hub}
      servers={servers}
      online={true}
      now={NOW}
      accept={server => accepted.push(server)}
    />
  );
  return accepted;
}

afterEach(hide);

const RUNNING = makeServer(1);
const NAMED = makeServer(2, { name: 'gpu', displayName: 'GPU experiments', state: 'stopped' });

test('servers are called what people call them, and are made of what people know', async () => {
  const hub = new FakeHub().answer(getServerOptions, () => OPTIONS);
  const queued = makeServer(3, {
    name: 'late',
    state: 'starting',
    queue: { position: 2, length: 5 }
  });
  await list(hub, RUNNING, NAMED, queued);
  await until(() => document.body.textContent?.includes('Scientific Python · Small'));
  expect(document.body.textContent).toContain('2 of 3 servers');
  expect(document.body.textContent).toContain('2 of 5 that wait for room');
  expect(find('link', 'Open JupyterLab in a new tab')?.getAttribute('target')).toBe('_blank');
  expect(find('link', 'New server…')?.getAttribute('href')).toBe('/hub/new-server');
  await press('button', 'More on GPU experiments');
  expect(find('menuitem', 'Delete…')?.getAttribute('aria-disabled')).toBe('false');
});

test('when a server ends is said, and how much it holds outside of volumes, aloud where either is near', async () => {
  const GB = 1024 ** 3;
  const inHours = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
  const layer = (usedBytes: number | null, limitBytes: number | null = 8 * GB) => ({
    usedBytes,
    limitBytes
  });
  await list(
    new FakeHub().answer(getServerOptions, () => OPTIONS),
    makeServer(1, { layer: layer(GB), idleStopAt: inHours(5), endsAt: inHours(9) }),
    makeServer(2, {
      name: 'b',
      layer: layer(7 * GB),
      idleStopAt: inHours(5),
      endsAt: inHours(0.1)
    }),
    makeServer(3, { name: 'c', layer: layer(9 * GB), idleStopAt: inHours(5), endsAt: inHours(3) }),
    makeServer(4, { name: 'd', layer: layer(GB, null), state: 'stopped', endsAt: null })
  );
  const factsOf = (name: string) => {
    const row = document.querySelector(`li[aria-label="${name}"]`);
    const warned = [...(row?.querySelectorAll('.lc-Row-warn') ?? [])];
    return [row?.textContent, warned.map(({ textContent }) => textContent)];
  };
  expect(factsOf('JupyterLab')).toEqual([
    expect.stringMatching(/1 GB of 8 GB outside of volumesstops when idle, in 5 h/),
    []
  ]);
  expect(factsOf('b')[1]).toEqual([
    '7 GB of 8 GB outside of volumes, nearly full',
    'ends in 6 min'
  ]);
  expect(factsOf('c')).toEqual([
    expect.stringContaining('ends in 3 h'),
    ['9 GB of 8 GB outside of volumes, too much: it will be stopped']
  ]);
  expect(factsOf('d')[0]).not.toMatch(/outside|ends/);
});

test('where there is no room for another server it is said what makes room', async () => {
  const full = { ...OPTIONS, limit: { most: 2, used: 2 } };
  await list(
    new FakeHub().answer(getServerOptions, () => full),
    RUNNING,
    NAMED
  );
  await until(() => document.body.textContent?.includes('Delete one to make room for another.'));
  expect(find('link', 'New server…')).toBeNull();
});

test('a server is renamed, and deleted only after what is lost was said', async () => {
  const renamed = { ...NAMED, displayName: 'Star counts', version: 2 };
  const hub = new FakeHub()
    .answer(getServerOptions, () => OPTIONS)
    .answer(editServer, () => renamed)
    .answer(deleteServer, () => undefined);
  const accepted = await list(hub, RUNNING, NAMED);
  await press('button', 'More on GPU experiments');
  await press('menuitem', 'Rename…');
  await type('Name', 'Star counts');
  await press('button', 'Rename');
  await until(() => accepted.length > 0);
  expect(accepted).toEqual([renamed]);
  expect(hub.asked.at(-1)).toEqual([
    'editServer',
    { params: { name: 'gpu' }, body: { displayName: 'Star counts' } }
  ]);
  await press('button', 'More on JupyterLab');
  await press('menuitem', 'Delete…');
  expect(document.querySelector('dialog[open]')).toBeNull();
  await press('button', 'More on JupyterLab');
  await press('button', 'More on GPU experiments');
  await press('menuitem', 'Delete…');
  await until(() => document.body.textContent?.includes('Your volumes, settings and layouts stay'));
  expect(hub.asked.some(([id]) => id === 'deleteServer')).toBe(false);
  await press('button', 'Delete server');
  await until(() => hub.asked.some(([id]) => id === 'deleteServer'));
});

test('a link is told where the browser does not let it be copied', async () => {
  await list(
    new FakeHub().answer(getServerOptions, () => OPTIONS),
    RUNNING,
    NAMED
  );
  await press('button', 'More on GPU experiments');
  await press('menuitem', 'Copy link');
  await until(() => document.body.textContent?.includes('/hub/spawn/kim/gpu opens “GPU'));
  await press('button', 'More on JupyterLab');
  await press('menuitem', 'Copy link');
  await until(() => document.body.textContent?.includes('/hub/user-redirect/lab opens'));
});

test('what was chosen for a server that runs is shown with the way to get it', async () => {
  const pending = { domain: 'large', image: 'science', volumes: 'default' as const };
  const hub = new FakeHub()
    .answer(getServerOptions, () => OPTIONS)
    .answer(restartServer, () => ({ ...RUNNING, state: 'stopping', version: 2 }));
  const accepted = await list(hub, makeServer(1, { pending }));
  await until(() =>
    document.body.textContent?.includes('after a restart: Scientific Python · Large')
  );
  await press('button', 'Restart… JupyterLab');
  await press('button', 'Restart server');
  await until(() => accepted.length > 0);
});
