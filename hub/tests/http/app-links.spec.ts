import type { Server } from '../../contract/servers.js';
import {
  type Browser,
  CLICKED,
  FROM_ELSEWHERE,
  type PagesHub,
  startPages
} from './pages-harness.js';

let hub: PagesHub;
let kim: Browser;
beforeAll(async () => {
  hub = await startPages();
  kim = hub.browser();
  await kim.signIn('kim');
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.servers.rows.clear();
  hub.linked.reset();
});

function server(name: string, part: Partial<Server> = {}): Server {
  const row = hub.servers.put('kim', name === 'default' ? '' : name, {
    domain: 'small',
    image: 'scipy',
    ...part
  });
  hub.linked.servers = [...hub.linked.servers, row];
  return row;
}

async function follow(path: string, form: Record<string, string> = {}) {
  const page = await kim.get(path, FROM_ELSEWHERE);
  const field = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1]?.replace(/&amp;/g, '&') ?? '';
  const answer = await kim.post('/hub/apps', {
    _xsrf: field('_xsrf'),
    link: field('link'),
    ...form
  });
  return { page, answer };
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const FILE = 'file=Storage/ana/thesis/fit.ipynb';

describe('a link to a server', () => {
  it('says what it does, and does it only once that is confirmed', async () => {
    const { page, answer } = await follow(`/hub/apps?${FILE}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Open “fit.ipynb”?');
    expect(page.text).toContain(
      'Makes the server “JupyterLab” for you: Scientific Python in Small'
    );
    expect(page.text).toContain('Gives it Storage/ana/thesis (read only)');
    expect(page.text).toContain('Opens Storage/ana/thesis/fit.ipynb');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(
      `/hub/spawn-pending/kim?next=${encodeURIComponent('/user/kim/lab/tree/Storage/ana/thesis/fit.ipynb')}`
    );
    expect(hub.linked.done).toEqual([
      ['create', 'kim', { name: 'default', domain: 'small', image: 'scipy', volumes: 'default' }],
      ['mount', 'kim', 'default', { volume: 'Storage/ana/thesis', access: 'read' }],
      ['start', 'kim', 'default']
    ]);
  });

  it.each([FROM_ELSEWHERE, CLICKED])('changes nothing while it is looked at', async headers => {
    expect((await kim.get(`/hub/apps?${FILE}&arguments={"a":1}`, headers)).status).toBe(200);
    expect((await kim.get('/hub/quick', headers)).status).toBe(200);
    expect(hub.linked.done).toEqual([]);
  });

  it.each([
    ['/hub/apps', { link: FILE, _xsrf: '' }],
    ['/hub/apps', { link: FILE, _xsrf: 'guessed' }],
    ['/hub/quick', { _xsrf: 'guessed' }]
  ])('is not confirmed by another page: %s %j', async (path, form) => {
    expect((await kim.post(path, form)).status).toBe(403);
    expect(hub.linked.done).toEqual([]);
  });

  it('brings whoever is not signed in back to it', async () => {
    const { headers } = await hub.browser().get(`/hub/apps?${FILE}`);
    expect(headers.location).toBe(`/hub/login?next=${encodeURIComponent(`/hub/apps?${FILE}`)}`);
  });

  it('makes a server as it is named, with the volumes it names and the two of everybody', async () => {
    const { answer } = await follow(
      '/hub/apps?name=My+Desktop&image=Desktop&domain=small&volumes=Data/sdss,Storage/ana/thesis'
    );
    expect(answer.headers.location).toBe('/hub/spawn-pending/kim/my-desktop');
    expect(hub.linked.done[0]).toEqual([
      'create',
      'kim',
      {
        name: 'my-desktop',
        displayName: 'My Desktop',
        domain: 'small',
        image: 'vnc',
        volumes: [
          { volume: 'Data/sdss', access: 'read' },
          { volume: 'Storage/ana/thesis', access: 'read' },
          { volume: 'Storage/kim/persistent', access: 'write' },
          { volume: 'Temporary/kim/scratch', access: 'write' }
        ]
      }
    ]);
  });

  it('is made of something else where that is chosen', async () => {
    const { page } = await follow('/hub/apps?n=Work', {
      title: 'Other work',
      choice: 'big rstats'
    });
    expect(page.text).not.toMatch(/<details[^>]* open>/);
    expect(hub.linked.done[0]).toMatchObject([
      'create',
      'kim',
      { name: 'other-work', displayName: 'Other work', domain: 'big', image: 'rstats' }
    ]);
  });

  it.each([
    [
      'n=Fits&dom=Big+one&img=R&uvs=persistent&dvs=sdss&p=/lab/tree/a%20b.ipynb',
      {
        title: 'Fits',
        domain: 'big',
        image: 'rstats',
        volumes: [
          { volume: 'Storage/kim/persistent', access: 'write' },
          { volume: 'Data/sdss', access: 'read' },
          { volume: 'Temporary/kim/scratch', access: 'write' }
        ],
        path: 'lab/tree/a%20b.ipynb'
      }
    ],
    ['img=vnc', { title: null, domain: 'small', image: 'vnc', volumes: null, path: '' }],
    ['', { title: null, domain: null, image: null, volumes: null, path: '' }]
  ])('to a new one opens its form with what was chosen: %s', async (query, wish) => {
    const { status, text } = await kim.get(`/hub/compute/new?${query}`, FROM_ELSEWHERE);
    expect(status).toBe(200);
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? '');
    expect(data).toMatchObject({ server: null, wish: { ...wish, userPath: '/user/kim/' } });
    expect(hub.linked.done).toEqual([]);
  });

  it('to a new one that is handed something asks first, with the choice open', async () => {
    const { page } = await follow(`/hub/compute/new?n=Work&ij=${base64({ z: 1 })}`);
    expect(page.text).toMatch(/<details[^>]* open>/);
    expect(hub.linked.done[0]).toMatchObject(['create', 'kim', { displayName: 'Work' }]);
  });

  it.each([
    ['img=secret', 404],
    ['dv=ana-only', 404],
    ['p=//evil.example', 400]
  ])('to a new one is refused like any other: %s', async (query, status) => {
    expect((await kim.get(`/hub/compute/new?${query}`, FROM_ELSEWHERE)).status).toBe(status);
  });

  it('makes the default server under its own name', async () => {
    const { page } = await follow('/hub/apps?name=default');
    expect(page.text).toContain('Makes the server “JupyterLab” for you');
    expect(hub.linked.done[0]).toEqual([
      'create',
      'kim',
      { name: 'default', domain: 'small', image: 'scipy', volumes: 'default' }
    ]);
  });

  it('finds the server of its name, and leaves it as it is', async () => {
    server('default');
    server('work', { displayName: 'My work', state: 'stopped', url: null });
    const { page, answer } = await follow(
      '/hub/apps?n=My+work&image=rstats&p=/lab/tree/a%20b.ipynb'
    );
    expect(page.text).toContain(
      'Starts your server “My work”, which is Scientific Python in Small'
    );
    expect(page.text).toContain('The link asks for R.');
    expect(page.text).toContain('href="/hub/options/work?next=');
    expect(answer.headers.location).toBe(
      `/hub/spawn-pending/kim/work?next=${encodeURIComponent('/user/kim/work/lab/tree/a%20b.ipynb')}`
    );
    expect(hub.linked.done).toEqual([['start', 'kim', 'work']]);
  });

  it('finds a server of the image it asks for', async () => {
    server('default');
    server('desk', { image: 'vnc', kind: 'app' });
    const { answer } = await follow('/hub/apps?image=vnc');
    expect(answer.headers.location).toBe('/hub/spawn-pending/kim/desk');
  });

  it('mounts what a server has not got, and nothing twice', async () => {
    server('default', {
      mounts: [
        {
          volume: 'Data/sdss',
          access: 'read',
          path: 'sdss',
          state: 'attached',
          reason: null
        }
      ]
    });
    await follow('/hub/apps?uv=persistent&dv=sdss,Data/sdss&uv=Storage/ana/thesis');
    expect(hub.linked.done).toEqual([
      ['mount', 'kim', 'default', { volume: 'Storage/kim/persistent', access: 'write' }],
      ['mount', 'kim', 'default', { volume: 'Storage/ana/thesis', access: 'read' }],
      ['start', 'kim', 'default']
    ]);
  });

  it('tells whoever has as many servers as he may, and makes none', async () => {
    server('default');
    hub.linked.most = 1;
    const answer = await kim.get('/hub/apps?image=vnc');
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('<h1>This is not possible now</h1>');
    expect(answer.text).toContain('you have as many as you may: “JupyterLab”');
  });

  it('makes nothing while nothing new may start, and opens what runs', async () => {
    hub.linked.closed = 'Back at ten';
    const refused = await follow(`/hub/apps?${FILE}&arguments={"a":1}`);
    expect([refused.answer.status, hub.linked.done]).toEqual([503, []]);
    expect(refused.answer.text).toContain('Back at ten');
    const { text } = await kim.get('/hub/quick', CLICKED);
    const xsrf = /name="_xsrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect((await kim.post('/hub/quick', { _xsrf: xsrf })).status).toBe(503);
    expect(hub.linked.done).toEqual([]);
    server('default', { state: 'running' });
    expect((await follow('/hub/apps')).answer.status).toBe(303);
  });

  it('waits for no server that is stopping', async () => {
    server('default', { state: 'stopping', url: null });
    const { answer } = await follow('/hub/apps');
    expect(answer.status).toBe(409);
    expect(hub.linked.done).toEqual([]);
  });
});

describe('what a link hands over', () => {
  const PLACE = 'Temporary/kim/scratch/.labcommons/arguments/default.json';

  it.each([
    ['JSON', `arguments=${encodeURIComponent('{"redshift":0.5}')}`],
    ['base64, as SciServer writes it', `ij=${encodeURIComponent(base64({ redshift: 0.5 }))}`],
    ['base64 that is not escaped', `ij=${base64({ redshift: 0.5 })}`]
  ])('%s stands in a file before the server starts', async (_how, query) => {
    const { page } = await follow(`/hub/apps?p=lab&fn=Data/sdss/plate.fits&${query}`);
    expect(page.text).toContain('&quot;redshift&quot;: 0.5');
    expect(hub.linked.written.get(PLACE)).toEqual({
      file: 'sdss/plate.fits',
      arguments: { redshift: 0.5 },
      openedAt: '2026-11-21T12:00:00.000Z'
    });
    expect(hub.linked.done.map(act => (act as string[])[0])).toEqual(['create', 'write', 'start']);
  });

  it('is the file for a program that opens none by its address', async () => {
    await follow('/hub/apps?n=Desk&image=vnc&fn=Data/sdss/plate.fits');
    expect(
      hub.linked.written.get('Temporary/kim/scratch/.labcommons/arguments/desk.json')
    ).toMatchObject({ file: 'sdss/plate.fits', arguments: null });
  });
});

describe('a hostile link', () => {
  it.each([
    ['a volume of others', 'volumes=Storage/bob/private', 404, 'no volume “Storage/bob/private”'],
    ['no volume at all', 'volumes=Storage/bob/nothing', 404, 'no volume “Storage/bob/nothing”'],
    ['a file of others', 'file=Storage/bob/private/a.ipynb', 404, 'no volume'],
    ['a file that is not there', 'file=Data/sdss/none', 404, 'no file “Data/sdss/none”'],
    ['an unknown image', 'image=evil/image:latest', 404, 'no image “evil/image:latest”'],
    ['an image of another domain', 'domain=small&image=rstats', 404, 'no image in Small'],
    ['an unknown domain', 'd=nowhere', 404, 'no compute domain'],
    ['a script', 'p=javascript:alert(1)', 400, 'leads out of the server'],
    ['a host', 'p=//evil.example/', 400, 'leads out of the server'],
    ['a host by backslashes', 'p=/%5Cevil.example', 400, 'leads out of the server'],
    ['a host in full', 'p=https://evil.example/', 400, 'leads out of the server'],
    ['steps upwards', 'p=lab/../../../hub/logout', 400, 'leads out of the server'],
    ['escaped steps', 'p=lab/%252e%252e/hub', 400, 'leads out of the server'],
    ['steps escaped twice', 'p=lab/%25252e%25252e/hub', 400, 'leads out of the server'],
    ['an escaped slash', 'p=%252f%252fevil.example', 400, 'leads out of the server'],
    ['a line break', 'p=lab%0d%0aSet-Cookie:a=b', 400, 'cannot be seen'],
    ['a turned name', `n=${encodeURIComponent('safe\u202etxt')}`, 400, 'cannot be seen'],
    ['dots in a file', 'fn=Data/sdss/../../x', 400, 'names no file'],
    ['a long name', `n=${'x'.repeat(81)}`, 400, 'longer than 80'],
    ['a gigantic path', `p=${'x'.repeat(2001)}`, 400, 'longer than 2000'],
    ['many volumes', `dv=${'sdss,'.repeat(51)}`, 400, 'more than 50'],
    ['bad base64', 'ij=***', 400, 'neither JSON nor base64'],
    ['base64 of no JSON', `ij=${Buffer.from('{').toString('base64')}`, 400, 'no JSON'],
    ['base64 of no text', 'ij=gICA', 400, 'no text'],
    ['broken JSON', 'arguments={', 400, 'no JSON'],
    ['two paths', 'p=a&path=b', 400, 'more than once'],
    ['gigantic arguments', `ij=${'QUFB'.repeat(5600)}`, 400, 'longer than 16']
  ])('%s: is refused in words, and nothing happens', async (_what, query, status, words) => {
    const answer = await kim.get(`/hub/apps?${query}`, FROM_ELSEWHERE);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    const _xsrf = await kim.xsrf('/hub/quick');
    const posted = await kim.post('/hub/apps', { link: query, _xsrf });
    expect(posted.status).toBe(status);
    expect(hub.linked.done).toEqual([]);
  });

  it.each(['', '&p=lab', '&p=/lab/'])(
    'says the server where it opens nothing else: %s',
    async path => {
      const { text } = await kim.get(`/hub/apps?n=Work${path}`);
      expect(text).toContain('Open “Work”?');
      expect(text).toContain('<li>Opens “Work”</li>');
    }
  );

  it('shows what it says as text', async () => {
    const name = '<script>alert(1)</script>';
    const { text } = await kim.get(`/hub/apps?n=${encodeURIComponent(name)}`);
    expect(text).not.toContain(name);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('cannot choose what the visitor may not use', async () => {
    const { answer } = await follow('/hub/apps', { choice: 'secret gpu' });
    expect(answer.status).toBe(404);
    expect(hub.linked.done).toEqual([]);
  });
});

describe('the quick notebook', () => {
  it('is made for the first kernel of the image, and opened in the default server', async () => {
    server('default', { image: 'rstats', domain: 'big', state: 'stopped', url: null });
    const _xsrf = await kim.xsrf('/hub/quick');
    const answer = await kim.post('/hub/quick', { _xsrf });
    const place = 'Storage/kim/persistent/Quick notebooks/Untitled.ipynb';
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(
      `/hub/spawn-pending/kim?next=${encodeURIComponent(`/user/kim/lab/tree/${place.replace(' ', '%20')}`)}`
    );
    expect(hub.linked.written.get(place)).toMatchObject({
      nbformat: 4,
      metadata: {
        kernelspec: { name: 'ir', display_name: 'R', language: 'R' },
        labcommons: { image: 'rstats', lastEdit: { user: 'kim', time: '2026-11-21T12:00:00.000Z' } }
      }
    });
    expect(hub.linked.done.at(-1)).toEqual(['start', 'kim', 'default']);
  });
});

describe('the home page', () => {
  it('leads to programs by a link that asks first, and to other sites', async () => {
    const { text } = await kim.get('/hub/home');
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? '') as {
      programs: unknown;
    };
    expect(data.programs).toEqual([
      { title: 'Desktop', description: '', url: '/hub/apps?image=vnc' },
      { title: 'SkyServer', description: 'Survey data', url: 'https://sky.example.org/' }
    ]);
  });
});
