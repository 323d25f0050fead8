import { expect, openLab, signIn, test } from './fixtures';
import { execute } from './kernel-socket';
import { jobState, placeNotebook, submitFromBrowser } from './submit';

test('A running cell and a starting server survive kill -9 of the hub', async ({ page, hub }) => {
  // Twenty starts of a server take their time on a busy machine.
  test.setTimeout(480_000);
  hub.addUser('kai', 'a long password');
  await signIn(page, hub, 'kai', 'a long password');
  await openLab(page, hub, 'kai');
  const token: string = JSON.parse(
    (await page.locator('#jupyter-config-data').textContent()) ?? '{}'
  ).token;
  const headers = { Authorization: `token ${token}` };
  const kernel = await (
    await page.request.post(hub.server('kai', 'api/kernels'), { headers, data: {} })
  ).json();
  const socket = hub.server('kai', `api/kernels/${kernel.id}/channels`).replace('http', 'ws');

  const running = execute(
    page,
    socket,
    'import time\nfor i in range(6):\n    time.sleep(0.5); print(i)'
  );
  const before = hub.pid('hub');
  hub.kill('hub');
  expect((await running).stdout).toBe('0\n1\n2\n3\n4\n5\n');
  await expect.poll(() => hub.pid('hub'), { timeout: 10_000 }).not.toBe(before);
  await expect
    .poll(async () => (await fetch(hub.page('api/v1/me'), { headers })).status, { timeout: 15_000 })
    .toBe(200);

  await test.step('a job goes on, and its result is recorded once', async () => {
    placeNotebook(hub, 'kai', 'patient', 'import time; time.sleep(5); print("done")');
    await submitFromBrowser(page, 'patient');
    await expect.poll(() => jobState(hub, 'patient'), { timeout: 60_000 }).toBe('running');
    hub.kill('hub');
    await expect.poll(() => jobState(hub, 'patient'), { timeout: 60_000 }).toBe('succeeded');
    await expect(page.getByRole('treeitem', { name: /patient.*Succeeded/ })).toBeVisible();
    expect(
      hub.rows(
        `SELECT to_state FROM job_transitions JOIN jobs ON jobs.id = job_id
         WHERE name = 'patient' AND to_state IN ('succeeded', 'failed', 'lost')`
      )
    ).toEqual([{ to_state: 'succeeded' }]);
    expect(
      hub.rows(
        "SELECT number FROM job_attempts JOIN jobs ON jobs.id = job_id WHERE name = 'patient'"
      )
    ).toHaveLength(1);
  });

  await test.step('20 kills during a start: every container that existed becomes ready', async () => {
    const key = await (
      await fetch(hub.page('api/users/kai/tokens'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          auth: { username: 'kai', password: 'a long password' },
          note: 'test'
        })
      })
    ).json();
    const auth = { Authorization: `token ${key.token}` };
    const call = async (path: string, method: string) => {
      for (let i = 0; i < 600; i++) {
        try {
          const response = await fetch(hub.page(`api/v1/servers/default${path}`), {
            method,
            headers: auth
          });
          if (response.status < 500) {
            return response;
          }
        } catch {
          // The gateway has nobody to ask yet.
        }
        await new Promise(done => setTimeout(done, 50));
      }
      throw new Error(`${method} ${path}: no answer`);
    };
    const state = async () => (await (await call('', 'GET')).json()).state;
    const reaches = (expected: RegExp, timeout: number) =>
      expect.poll(state, { timeout, intervals: [100] }).toMatch(expected);
    const outcomes: string[] = [];
    for (let i = 0; i < 20; i++) {
      await reaches(/running|stopped|failed/, 30_000);
      await call('/stop', 'POST');
      await reaches(/stopped|failed/, 30_000);
      if (i % 2 === 0) {
        await call('', 'DELETE');
      }
      void fetch(hub.page('api/v1/servers/default/start'), { method: 'POST', headers: auth }).catch(
        () => undefined
      );
      // From before the container is there until it is nearly ready.
      await new Promise(done => setTimeout(done, 60 * (i + 1)));
      const containers = hub.containers('server').length;
      hub.kill('hub');
      if (containers > 0) {
        await reaches(/^running$/, 60_000);
        outcomes.push('ready');
      } else {
        outcomes.push('no container yet');
        await call('/start', 'POST');
      }
    }
    expect(outcomes.filter(outcome => outcome === 'ready').length).toBeGreaterThan(5);
    expect(hub.containers('server')).toHaveLength(hub.rows('SELECT id FROM servers').length);
  });
});
