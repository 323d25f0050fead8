import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

interface Named {
  readonly name: string;
}

const TILE = { title: 'SkyServer', description: 'Survey data', url: 'https://sky.example.org/' };
const SETTINGS = {
  images: [
    { id: 'lab', title: 'Lab', reference: 'lab:1' },
    { id: 'vnc', title: 'Desktop', reference: 'vnc:1', app: {} }
  ],
  domains: [{ id: 'small', title: 'Small', images: ['lab', 'vnc'] }],
  tiles: [TILE]
};

let directory: string;
let harness: Harness;
let kim: SignedInClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'app-links-'));
  const file = join(directory, 'labcommons.yaml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(SETTINGS));
  harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: file } });
  kim = await harness.signedIn('kim');
});

afterAll(async () => {
  await until('nothing starts any more', async () =>
    (await kim.api('GET', '/servers'))
      .json()
      .items.every(({ state }: { state: string }) => state !== 'starting')
  );
  await harness.stop();
  rmSync(directory, { recursive: true });
});

const NAVIGATES = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** Sends the form of a page as it is. */
async function confirm(path: string) {
  const { text } = await kim.get(path, { headers: NAVIGATES });
  const action = /<form method="post" action="([^"]*)"/.exec(text)?.[1] ?? '';
  const fields = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const form = fields.map(([, name = '', value = '']) => [name, value.replace(/&amp;/g, '&')]);
  return kim.post(action, new URLSearchParams(form as [string, string][]), {
    headers: { ...NAVIGATES, origin: kim.origin }
  });
}

const scratchOf = (name: string) =>
  join(
    harness.parts.database
      .prepare<[string], { directory: string }>(
        `SELECT directory FROM volumes JOIN users ON users.id = owner_id
         WHERE volumes.name = 'scratch' AND users.name = ?`
      )
      .get(name)!.directory
  );

it('programs and other sites are told to JupyterLab as the home page shows them', async () => {
  const { text } = await kim.get('/hub/home', { headers: NAVIGATES });
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? '');
  const { status, json } = await kim.api('GET', '/applications');
  expect(status).toBe(200);
  expect(json().items).toEqual([
    { title: 'Desktop', description: '', url: '/hub/apps?image=vnc' },
    TILE
  ]);
  expect(json().items).toEqual(data.programs);
});

it('a link makes a server of the hub, with its arguments in a file of the user', async () => {
  const answer = await confirm('/hub/apps?name=Fits&arguments=%7B%22z%22%3A1%7D');
  expect(answer.status).toBe(303);
  expect(answer.headers['location']).toBe('/hub/spawn-pending/kim/fits');
  expect((await kim.api('GET', '/servers/fits')).json()).toMatchObject({ displayName: 'Fits' });
  const file = join(scratchOf('kim'), '.labcommons/arguments/fits.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ arguments: { z: 1 }, file: null });
});

it('a link that is clicked twice makes one server, also when a file has to be looked at first', async () => {
  writeFileSync(join(harness.persistentOf('kim'), 'fit.txt'), '');
  const path = '/hub/apps?name=Twice&file=Storage/kim/persistent/fit.txt';
  const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(path)));
  for (const { status, headers } of answers) {
    expect([status, headers['location']]).toEqual([
      303,
      expect.stringMatching(/^\/hub\/spawn-pending\/kim\/twice\?/)
    ]);
  }
  const names = (await kim.api('GET', '/servers')).json().items.map(({ name }: Named) => name);
  expect(names.filter((name: string) => name.startsWith('twice'))).toEqual(['twice']);
});

it('quick notebooks never replace one another', async () => {
  for (const name of ['Untitled.ipynb', 'Untitled%20(2).ipynb']) {
    const { status, headers } = await confirm('/hub/quick');
    expect(status).toBe(303);
    expect(decodeURIComponent(headers['location']?.split('next=')[1] ?? '')).toBe(
      `/user/kim/lab/tree/Storage/kim/persistent/Quick%20notebooks/${name}`
    );
  }
  const folder = join(harness.persistentOf('kim'), 'Quick notebooks');
  expect(readdirSync(folder).sort()).toEqual(['Untitled (2).ipynb', 'Untitled.ipynb']);
});

it('a link to a file of somebody else is a link to nothing', async () => {
  await harness.user('ana');
  const before = (await kim.api('GET', '/servers')).text;
  const asked = ['none', 'secret.ipynb'].map(name =>
    kim.get(`/hub/apps?file=Storage/ana/persistent/${name}`, { headers: NAVIGATES })
  );
  const texts = (await Promise.all(asked)).map(({ status, text }) => [
    status,
    /there is no [^<]*/.exec(text)?.[0]
  ]);
  expect(texts[0]).toEqual([404, expect.stringContaining('no volume “Storage/ana/persistent”')]);
  expect(texts[1]).toEqual(texts[0]);
  expect((await kim.api('GET', '/servers')).text).toBe(before);
  expect(existsSync(join(scratchOf('ana'), '.labcommons'))).toBe(false);
});
