import {
  changeSiteImage,
  listSiteDomains,
  listSiteImages,
  prepareSiteImage,
  registerDomain,
  registerImage,
  removeSiteImage,
  type SiteDomain,
  type SiteImage
} from '../../../../contract/site-compute.js';
import { HubError } from '../../hub-api.js';
import { FakeHub } from '../../testing/fake-hub.js';
import { find, hide, press, show, type, until } from '../../testing/show.js';
import { ComputePage } from './ComputePage.js';

const OF_SETTINGS = {
  registeredBy: 'settings',
  public: true,
  version: 0,
  createdAt: null
} as const;
const OF_ADMINISTRATOR = {
  registeredBy: 'administrator',
  public: true,
  version: 1,
  createdAt: '2026-11-01T00:00:00.000Z'
} as const;

const python: SiteImage = {
  ...OF_SETTINGS,
  id: 'python',
  title: 'Python',
  description: '',
  reference: 'example/python:1',
  app: null,
  domains: ['small'],
  preparation: { state: 'ready', message: null, fraction: null },
  runsNotebooks: true,
  reason: null
};
const julia: SiteImage = {
  ...python,
  ...OF_ADMINISTRATOR,
  id: 'julia',
  title: 'Julia',
  reference: 'example/julia:1',
  preparation: { state: 'failed', message: 'manifest unknown', fraction: null }
};
const small: SiteDomain = {
  ...OF_SETTINGS,
  id: 'small',
  title: 'Small',
  description: 'For daily work',
  kinds: ['interactive', 'batch'],
  images: ['python', 'julia'],
  memoryBytes: 4 * 2 ** 30,
  cores: 1,
  jobTimeSeconds: 28_800,
  runningJobs: 4,
  runningJobsPerUser: 2,
  queuedJobsPerUser: 1000,
  idleSeconds: 172_800,
  lifeSeconds: null,
  runningServers: null,
  layerBytes: null
};

let hub: FakeHub;
const sent = (id: string) => hub.asked.filter(([asked]) => asked === id).map(([, input]) => input);

beforeEach(() => {
  hub = new FakeHub()
    .answer(listSiteImages, () => ({ items: [python, julia] }))
    .answer(listSiteDomains, () => ({ items: [small] }));
});
afterEach(hide);

const open = () => show(<ComputePage api={hub} />);
/** Says what a new image or domain is called, in the form that a button opens. */
async function begin(button: string, id: string, title: string) {
  await open();
  await press('button', button);
  await type(/^Short name/, id);
  await type('Title', title);
}
async function registerImageR() {
  await begin('Register an image…', 'r', 'R');
  await type(/^Image reference/, 'example/r:4');
  await press('button', 'Register image');
}
const row = (title: string) => document.querySelector(`li[aria-label="${title}"]`)?.textContent;

it('says what there is, in which state, and where it comes from', async () => {
  await open();
  await until(() => row('Small'));
  expect(row('Python')).toContain('Ready');
  expect(row('Python')).toContain('from the settings');
  expect(row('Julia')).toContain('Failed');
  expect(row('Julia')).toContain('manifest unknown');
  expect(row('Small')).toContain('4 GB · 1 core');
  expect(find('button', 'Change Python')).toBeNull();
  expect(find('button', 'Change Julia')).not.toBeNull();
});

it('registers an image, in the first domain unless told otherwise', async () => {
  hub.answer(registerImage, () => julia);
  await registerImageR();
  await until(() => sent('registerImage').length > 0);
  expect(sent('registerImage')[0]?.body).toEqual({
    id: 'r',
    title: 'R',
    description: '',
    reference: 'example/r:4',
    public: true,
    domains: ['small']
  });
  await until(() => !find('button', 'Register image'));
});

it('keeps what was typed when the hub refuses it', async () => {
  hub.answer(registerImage, () => {
    throw new HubError('already-exists', 'There is an image “r” already');
  });
  await registerImageR();
  await until(() => document.querySelector('[role="alert"]'));
  expect(document.body.textContent).toContain('There is an image “r” already');
  expect((find('textbox', 'Title') as HTMLInputElement).value).toBe('R');
});

it('changes what was registered, without its short name', async () => {
  hub.answer(changeSiteImage, () => julia);
  await open();
  await press('button', 'Change Julia');
  await type('Title', 'Julia 2');
  await press('button', 'Save changes');
  await until(() => sent('changeSiteImage').length > 0);
  expect(sent('changeSiteImage')[0]).toEqual({
    params: { id: 'julia' },
    body: expect.objectContaining({ title: 'Julia 2', app: null, domains: ['small'] })
  });
  expect(sent('changeSiteImage')[0]?.body).not.toHaveProperty('id');
});

it('tries again to get an image, and asks before one is removed', async () => {
  hub
    .answer(prepareSiteImage, () => julia)
    .answer(removeSiteImage, () => {
      throw new HubError('conflict', 'It is still needed: a server of kim');
    });
  await open();
  await press('button', 'Get Julia');
  expect(sent('prepareSiteImage')[0]?.params).toEqual({ id: 'julia' });
  await press('button', 'Remove Julia');
  expect(sent('removeSiteImage')).toEqual([]);
  await press('button', 'Remove image');
  await until(() => document.querySelector('[role="alert"]'));
  expect(document.body.textContent).toContain('It is still needed: a server of kim');
});

it('registers a compute domain in the units of people', async () => {
  hub.answer(registerDomain, () => small);
  await begin('Register a domain…', 'night', 'Night');
  await press('checkbox', 'Julia julia');
  await press('button', 'Register domain');
  await until(() => sent('registerDomain').length > 0);
  expect(sent('registerDomain')[0]?.body).toEqual({
    id: 'night',
    title: 'Night',
    description: '',
    public: true,
    kinds: ['interactive', 'batch'],
    images: ['julia'],
    memoryBytes: 4 * 2 ** 30,
    cores: 1,
    jobTimeSeconds: 28_800,
    runningJobs: 4,
    runningJobsPerUser: 2,
    queuedJobsPerUser: 1000,
    idleSeconds: 172_800,
    lifeSeconds: null,
    runningServers: null,
    layerBytes: 8 * 2 ** 30
  });
});
