import '../testing/browser-parts';

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRecentsManager } from '@jupyterlab/docmanager';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import React, { act } from 'react';

import type { Application } from '../../hub/contract/applications';
import { getServerOptions } from '../../hub/contract/server-options';
import type { Server } from '../../hub/contract/servers';
import type { HubClient } from '../api/hub-client';
import { ServersModel } from '../server/servers/model';
import { FakeEvents } from '../testing/fake-events';
import { reactPage } from '../testing/react-page';
import { makeJob } from '../testing/sample-jobs';
import { makeServer } from '../testing/sample-servers';
import type { IJobsModel } from '../tokens';
import { asksForDocument, isFreeForHome } from './at-start';
import { HomeView } from './components/HomeView';
import { HomeModel } from './model';
import { recentNotebooks } from './recents';

const trans = nullTranslator.load('labcommons');

const IMAGES = [{ id: 'scipy', title: 'Scientific Python', kind: 'lab' }];

const APPLICATIONS: readonly Application[] = [
  { title: 'Desktop', description: 'A whole desktop', url: '/hub/apps?image=vnc' },
  { title: 'SkyServer', description: '', url: 'https://sky.example.org/' }
];

/** jsdom has no fetch: the client is the rim here. */
function hubWith(servers: readonly Server[]) {
  const call = (endpoint: unknown) =>
    Promise.resolve(endpoint === getServerOptions ? { images: IMAGES } : { items: servers });
  const events = new FakeEvents();
  return {
    events,
    servers: () => new ServersModel({ call } as unknown as HubClient, events)
  };
}

const page = reactPage();

async function show(options: {
  servers: readonly Server[];
  jobs?: IJobsModel;
  applications?: () => Promise<readonly Application[]>;
  recent?: readonly string[];
}) {
  const hub = hubWith(options.servers);
  const owner = {};
  const model = new HomeModel({
    servers: hub.servers,
    applications: options.applications ?? (async () => []),
    here: null,
    volumes: null,
    groups: null,
    jobs: options.jobs ?? null,
    recents: options.recent
      ? ({
          recentlyOpened: options.recent.map(path => ({
            root: '',
            path,
            contentType: 'notebook'
          })),
          changed: new Signal<object, void>(owner)
        } as unknown as IRecentsManager)
      : null
  });
  const executed: unknown[] = [];
  await act(async () => {
    page.root.render(
      <HomeView
        user="kim"
        model={model}
        events={hub.events}
        has={command => command !== 'labcommons:open-data-sets'}
        execute={(command, args) => void executed.push([command, args ?? {}])}
        addressOf={server => `/start/${server.name}`}
        hubAddressOf={url => new URL(url, 'https://hub.test').href}
        trans={trans}
      />
    );
  });
  const section = (name: string) => page.node.querySelector(`[role="group"][aria-label="${name}"]`);
  const press = (text: string) =>
    act(() => {
      const buttons = [...page.node.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent?.includes(text))?.click();
    });
  return { ...hub, executed, section, press };
}

describe('the Home tab', () => {
  it('begins a notebook, and leads on to what this JupyterLab has', async () => {
    const { executed, press } = await show({ servers: [] });
    press('Quick notebook');
    press('Volumes');
    press('Databases');
    expect(executed).toEqual([
      ['labcommons:quick-notebook', {}],
      ['labcommons:show-volumes', {}],
      ['labcommons:show-databases', {}]
    ]);
    expect(page.node.textContent).toContain('Groups');
    expect(page.node.textContent).not.toContain('Data sets');
  });

  it('lists servers with their state and image, and follows what happens to them', async () => {
    const gpu = makeServer('gpu', { displayName: 'Big one', state: 'stopped' });
    const { events, section } = await show({ servers: [gpu, makeServer('default')] });
    const rows = () => [...(section('Servers')?.querySelectorAll('li') ?? [])];
    expect(rows().map(({ textContent }) => textContent)).toEqual([
      'JupyterLabRunning · Scientific Python',
      'Big oneStopped · Scientific Python'
    ]);
    expect(rows()[1]?.querySelector('a')?.getAttribute('href')).toBe('/start/gpu');
    act(() =>
      events.received.emit({
        type: 'server',
        id: gpu.id,
        version: 2,
        body: { ...gpu, state: 'starting', version: 2 }
      })
    );
    expect(rows()[1]?.textContent).toContain('Starting');
  });

  it('lists jobs that run before those that wait, and opens one', async () => {
    const owner = {};
    const jobs = {
      state: { kind: 'ready', hasMore: false },
      jobs: [makeJob(3, 'queued'), makeJob(2, 'running'), makeJob(1, 'succeeded')],
      changed: new Signal<object, void>(owner),
      open: () => undefined
    } as unknown as IJobsModel;
    const { executed, press, section } = await show({ servers: [], jobs });
    const text = section('Running jobs')?.textContent ?? '';
    expect(text.indexOf('job-2')).toBeLessThan(text.indexOf('job-3'));
    expect(text).not.toContain('job-1');
    press('job-2');
    expect(executed).toEqual([['labcommons:open-job', { id: makeJob(2, 'running').id }]]);
  });

  it('leads to programs that have servers of their own, and to other sites', async () => {
    await show({ servers: [], applications: async () => APPLICATIONS });
    const links = [...page.node.querySelectorAll('.labcommons-Home-activities a')];
    expect(links.map(link => [link.getAttribute('href'), link.textContent])).toEqual([
      ['https://hub.test/hub/apps?image=vnc', 'DesktopA whole desktop'],
      ['https://sky.example.org/', 'SkyServersky.example.org']
    ]);
    expect(links[1]?.getAttribute('rel')).toBe('noopener noreferrer');
  });

  it('shows them when the hub is back, and all the rest without them', async () => {
    let isAway = true;
    const applications = async () => {
      if (isAway) throw new Error('away');
      return APPLICATIONS;
    };
    const { events } = await show({ servers: [makeServer('default')], applications });
    expect(page.node.textContent).toContain('JupyterLab');
    expect(page.node.textContent).not.toContain('SkyServer');
    isAway = false;
    await act(async () => void events.received.emit({ type: 'reset' }));
    expect(page.node.textContent).toContain('SkyServer');
  });

  it('opens a recent notebook', async () => {
    const { executed, press } = await show({ servers: [], recent: ['work/a.ipynb'] });
    press('a.ipynb');
    expect(executed).toEqual([['docmanager:open', { path: 'work/a.ipynb' }]]);
  });
});

describe('recent notebooks', () => {
  it('are notebooks, each once, with the volume in which they lie', () => {
    const document = (path: string, contentType: string) => ({ path, contentType });
    const found = recentNotebooks(
      [
        document('Storage/kim/persistent/a.ipynb', 'notebook'),
        document('Storage/kim/persistent', 'directory'),
        document('survey/b.ipynb', 'notebook'),
        document('Storage/kim/persistent/a.ipynb', 'notebook')
      ],
      path => (path.startsWith('survey/') ? { volume: 'Data/survey', path: path.slice(7) } : null)
    );
    expect(found).toEqual([
      {
        path: 'Storage/kim/persistent/a.ipynb',
        name: 'a.ipynb',
        folder: 'Storage/kim/persistent'
      },
      { path: 'survey/b.ipynb', name: 'b.ipynb', folder: 'Data/survey' }
    ]);
  });
});

describe('the Home tab at the start', () => {
  const shellWith = (mode: string, ...contents: readonly string[]) =>
    ({
      mode,
      widgets: () => {
        const widgets = contents.map(className => {
          const node = document.createElement('div');
          node.innerHTML = `<div class="${className}"></div>`;
          return { node };
        });
        return widgets[Symbol.iterator]();
      }
    }) as unknown as JupyterFrontEnd.IShell;

  it.each([
    ['nothing is open', 'multiple-document', [], true],
    ['a launcher is open', 'multiple-document', ['jp-Launcher'], true],
    ['a notebook is open', 'multiple-document', ['jp-Launcher', 'jp-Notebook'], false],
    ['one document fills the page', 'single-document', [], false]
  ])('when %s', (_case, mode, contents, opens) => {
    expect(isFreeForHome(shellWith(mode, ...contents))).toBe(opens);
  });

  it.each([
    ['', false],
    ['folder', false],
    ['folder/a.ipynb', true],
    ['gone', true]
  ])('stays away when the address asks for a document: %s', async (path, asks) => {
    const get = (at: string) =>
      at === 'gone'
        ? Promise.reject(new Error('404'))
        : Promise.resolve({ type: at === 'folder' ? 'directory' : 'notebook' });
    expect(await asksForDocument(path, { get: get as never })).toBe(asks);
  });
});
