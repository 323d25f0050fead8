import { expect, openLab, signIn, test } from './fixtures';

const HUB_PAGES = [
  'home',
  'token',
  'spawn',
  'apps',
  'quick',
  'login',
  'api/user',
  'api/users/eve',
  'api/users/eve/tokens'
];
const COOKIE_API = ['api/v1/me', 'api/v1/account/sessions', 'api/v1/servers', 'api/v1/jobs'];

/** What a page that is out to harm managed to see of a hub page. */
interface Loot {
  fetched: string | null;
  framed: string | null;
  opened: string | null;
}

test('A hostile JupyterLab page reads and changes nothing of the hub', async ({ page, hub }) => {
  hub.addUser('eve', 'a long password');
  await signIn(page, hub, 'eve', 'a long password');
  await openLab(page, hub, 'eve');
  const state = () => ({
    users: hub.rows('SELECT id, name, admin, password_hash, disabled_at FROM users ORDER BY id'),
    sessions: hub.rows('SELECT id FROM sessions ORDER BY id'),
    tokens: hub.rows('SELECT id, scopes FROM tokens ORDER BY id'),
    servers: hub.rows('SELECT id, state FROM servers ORDER BY id'),
    jobs: hub.rows('SELECT id FROM jobs')
  });
  const before = state();

  const loot = await page.evaluate(
    async addresses => {
      const read = async (address: string): Promise<Loot> => {
        const response = await fetch(address, { credentials: 'include', redirect: 'manual' });
        const fetched = response.ok ? await response.text() : null;

        const frame = document.createElement('iframe');
        frame.src = address;
        const loaded = new Promise(done => {
          frame.onload = done;
          setTimeout(done, 3000);
        });
        document.body.append(frame);
        await loaded;
        let framed: string | null = null;
        try {
          framed = frame.contentDocument?.querySelector('form, script[type="application/json"]')
            ? frame.contentDocument.documentElement.outerHTML
            : null;
        } catch {
          framed = null;
        }
        frame.remove();

        const opened = window.open(address);
        let seen: string | null = null;
        for (let i = 0; i < 20 && opened && !seen; i++) {
          await new Promise(done => setTimeout(done, 50));
          try {
            seen = opened.document.querySelector('form, script[type="application/json"]')
              ? opened.document.documentElement.outerHTML
              : null;
          } catch {
            seen = null;
          }
        }
        opened?.close();
        return { fetched, framed, opened: seen };
      };
      const all: Record<string, Loot> = {};
      for (const address of addresses) {
        all[address] = await read(address);
      }
      return all;
    },
    [...HUB_PAGES, ...COOKIE_API].map(path => new URL(hub.page(path)).pathname)
  );
  for (const [address, seen] of Object.entries(loot)) {
    expect({ address, ...seen }).toEqual({ address, fetched: null, framed: null, opened: null });
  }

  await test.step('a service worker for the whole origin is refused', async () => {
    const outcome = await page.evaluate(async base => {
      const token = JSON.parse(document.getElementById('jupyter-config-data')!.textContent!).token;
      await fetch(`${base}api/contents/Temporary/eve/scratch/worker.js`, {
        method: 'PUT',
        headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'file', format: 'text', content: 'self.onfetch = () => {};' })
      });
      try {
        await navigator.serviceWorker.register(`${base}files/Temporary/eve/scratch/worker.js`, {
          scope: '/'
        });
        return 'registered';
      } catch (error) {
        return (error as Error).name;
      }
    }, `${hub.basePath}user/eve/`);
    expect(outcome).not.toBe('registered');
  });

  await test.step('forged writes with cookies, and the token of the page, are refused', async () => {
    const statuses = await page.evaluate(
      async ([hubPath]) => {
        document.cookie = `_xsrf=forged; path=${hubPath}`;
        const token = JSON.parse(
          document.getElementById('jupyter-config-data')!.textContent!
        ).token;
        const send = async (
          path: string,
          method: string,
          headers: Record<string, string>,
          body: object
        ) =>
          (
            await fetch(hubPath + path, {
              method,
              credentials: 'include',
              headers: { 'Content-Type': 'application/json', ...headers },
              body: method === 'DELETE' ? undefined : JSON.stringify(body)
            })
          ).status;
        const forged = { 'X-XSRFToken': 'forged' };
        const bearer = { Authorization: `Bearer ${token}` };
        return [
          await send('api/v1/servers/default/stop', 'POST', forged, {}),
          await send('api/users/eve/server', 'DELETE', forged, {}),
          await send('api/users/eve/tokens', 'POST', forged, { note: 'mine' }),
          await send('api/users/eve/tokens', 'POST', bearer, { note: 'mine' }),
          await send('api/v1/account/password', 'POST', forged, {
            currentPassword: 'a long password',
            newPassword: 'another password'
          }),
          await send('api/v1/account/password', 'POST', bearer, {
            currentPassword: 'a long password',
            newPassword: 'another password'
          })
        ];
      },
      [`${hub.basePath}hub/`]
    );
    for (const status of statuses) {
      expect([401, 403]).toContain(status);
    }
  });

  expect(state()).toEqual(before);
});
