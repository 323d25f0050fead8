import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';

import { expect, openLab, signIn, test } from './fixtures';
import { execute } from './kernel-socket';

const MiB = 1024 * 1024;

interface PageConfig {
  token: string;
  hubPrefix: string;
  hubUser: string;
  hubServerUser: string;
  baseUrl: string;
  shareUrl: string;
}

/** Sends a notebook server a text file of so many bytes, as one JSON body with a known length. */
function upload(url: string, token: string, sizeBytes: number): Promise<number> {
  const head = Buffer.from('{"type":"file","format":"text","content":"');
  const tail = Buffer.from('"}');
  const block = Buffer.alloc(MiB, 'a');
  const blocks = (function* () {
    yield head;
    for (let left = sizeBytes; left > 0; left -= MiB) {
      yield block;
    }
    yield tail;
  })();
  return new Promise((done, fail) => {
    const request = httpRequest(
      url,
      {
        method: 'PUT',
        headers: {
          Authorization: `token ${token}`,
          'Content-Type': 'application/json',
          'Content-Length': head.length + sizeBytes + tail.length
        }
      },
      response => {
        response.resume();
        done(response.statusCode ?? 0);
      }
    );
    let answered = false;
    request.once('response', () => (answered = true));
    request.on('error', error => (answered ? undefined : fail(error)));
    Readable.from(blocks).pipe(request);
  });
}

test('An unmodified single-user server signs its user in by redirects, and its page knows the hub', async ({
  page,
  hub
}) => {
  hub.addUser('sue', 'a long password');
  await signIn(page, hub, 'sue', 'a long password');

  await openLab(page, hub, 'sue');

  const config: PageConfig = JSON.parse(
    (await page.locator('#jupyter-config-data').textContent()) ?? '{}'
  );
  expect(config).toMatchObject({
    hubPrefix: `${hub.basePath}hub/`,
    hubUser: 'sue',
    hubServerUser: 'sue',
    baseUrl: `${hub.basePath}user/sue/`,
    shareUrl: `${hub.basePath}hub/user-redirect`
  });
  const headers = { Authorization: `token ${config.token}` };
  const me = await page.request.get(hub.server('sue', 'api/me'), { headers });
  expect((await me.json()).identity.username).toBe('sue');

  const kernel = await (
    await page.request.post(hub.server('sue', 'api/kernels'), { headers, data: {} })
  ).json();
  const socket = hub.server('sue', `api/kernels/${kernel.id}/channels`).replace('http', 'ws');
  expect(await execute(page, socket, 'print(6 * 7)')).toEqual({
    protocol: 'v1.kernel.websocket.jupyter.org',
    stdout: '42\n'
  });
  const large = await execute(page, socket, "print('x' * 1_000_000)");
  expect(large.stdout.length).toBe(1_000_001);

  await test.step('uploads of 300 MB are accepted, of 600 MB refused by the server', async () => {
    const file = hub.server('sue', 'api/contents/Temporary/sue/scratch/big.txt');
    expect(await upload(file, config.token, 300 * MiB)).toBe(201);
    expect([400, 413]).toContain(await upload(file, config.token, 600 * MiB));
  });
});
