/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { nullTranslator } from '@jupyterlab/translation';

import { actionTitle } from './words';

const trans = nullTranslator.load('labcommons');

test('what the hub records is said in words', () => {
  const root = join(__dirname, '../../hub/src');
  const actions = (readdirSync(root, { recursive: true }) as string[])
    .filter(name => /\.ts$/.test(name) && !/\.spec\./.test(name))
    .flatMap(name => [
      ...readFileSync(join(root, name), 'utf8').matchAll(
        /'((?:account|announcement|file|grant|group|job|quota|server|task|trash|volume)\.[a-zA-Z]+)'/g
      )
    ])
    .map(([, action]) => action ?? '')
    .filter(action => !action.endsWith('.json'));
  expect(actions.length).toBeGreaterThan(10);
  const unsaid = [...new Set(actions)].filter(action => actionTitle(action, trans).includes(':'));
  expect(unsaid).toEqual([]);
});

test('what a hub of tomorrow records is spelled out', () => {
  expect(actionTitle('volume.makePublic', trans)).toBe('Volume: make public');
});
