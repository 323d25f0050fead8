import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Harness, type SignedInClient } from './harness.js';

const SETTINGS = `
images:
  - { id: plain, title: Plain, reference: example/plain }
  - { id: secret, title: Secret, reference: example/secret, public: false }
domains:
  - { id: small, title: Small, images: [plain, secret] }
  - { id: large, title: Large, images: [plain], public: false }
`;

let directory: string;
let harness: Harness;
let ada: SignedInClient;
let kim: SignedInClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
  const file = join(directory, 'settings.yaml');
  writeFileSync(file, SETTINGS);
  harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: file } });
  ada = await harness.withToken('ada', { admin: true });
  kim = await harness.withToken('kim');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
  rmSync(directory, { recursive: true });
});

const put = (by: SignedInClient, kind: string, id: string, subject: object, privileges: string[]) =>
  by.api('PUT', '/grants', { resource: { kind, id }, subject, privileges });
const KIM = { kind: 'user', id: 'kim' };

async function usable(by: SignedInClient) {
  const domains = (await by.api('GET', '/domains')).json().items;
  const images = (await by.api('GET', '/images')).json().items;
  return [
    ...domains.map(({ id, images: some }: { id: string; images: string[] }) => `${id}: ${some}`),
    ...images.map(({ id }: { id: string }) => id)
  ];
}

describe('images and domains that are not public', () => {
  it('are used by those to whom they are granted, in person or through a group', async () => {
    expect(await usable(kim)).toEqual(['small: plain', 'plain']);
    expect((await kim.api('GET', '/images?domain=large')).status).toBe(404);
    expect((await put(ada, 'domain', 'large', KIM, ['use'])).status).toBe(200);
    expect(await usable(kim)).toEqual(['small: plain', 'large: plain', 'plain']);
    const group = (await ada.api('POST', '/groups', { name: 'insiders' })).json();
    await ada.api('POST', `/groups/${group.id}/members`, { users: ['kim'] });
    await kim.api('POST', `/invitations/${group.id}/accept`);
    await put(ada, 'image', 'secret', { kind: 'group', id: group.id }, ['use']);
    expect(await usable(kim)).toEqual(['small: plain,secret', 'large: plain', 'plain', 'secret']);
    await kim.api('POST', `/groups/${group.id}/leave`);
    expect(await usable(kim)).toEqual(['small: plain', 'large: plain', 'plain']);
  });

  it('do not exist for others, in a job neither', async () => {
    for (const query of ['image:secret', 'domain:large', 'image:none', 'domain:none']) {
      const answer = await kim.api('GET', `/access?resource=${query}&privilege=use`);
      expect([query, answer.status]).toEqual([query, 404]);
    }
    const job = { name: 'x', notebook: { name: 'x.ipynb', content: {} } };
    for (const choice of [{ image: 'secret' }, { domain: 'large' }]) {
      const answer = await kim.api('POST', '/jobs', { kind: 'notebook', ...job, ...choice });
      expect([choice, answer.status, answer.json().type]).toEqual([
        choice,
        404,
        '/problems/not-found'
      ]);
    }
  });

  it('are granted by administrators only, for nothing but use', async () => {
    const before = harness.digest();
    expect((await put(kim, 'image', 'plain', KIM, ['use'])).status).toBe(403);
    expect((await put(kim, 'image', 'secret', KIM, ['use'])).status).toBe(404);
    expect((await put(ada, 'image', 'secret', KIM, ['read'])).status).toBe(400);
    expect((await put(ada, 'domain', 'large', KIM, ['grant'])).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });

  it('say through what they are used', async () => {
    const explained = async (by: SignedInClient, resource: string) =>
      (await by.api('GET', `/access?resource=${resource}&privilege=use`)).json().explanation;
    expect(await explained(kim, 'image:plain')).toMatch(
      /^use, granted to everyone by the site on /
    );
    expect(await explained(ada, 'image:secret')).toBe('use, as an administrator');
    await put(ada, 'image', 'secret', KIM, ['use']);
    expect(await explained(kim, 'image:secret')).toMatch(/^use, granted to you by ada on /);
  });
});
