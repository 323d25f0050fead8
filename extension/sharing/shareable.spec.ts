/** @jest-environment node */
import { fakeFetch, json } from '../testing/fake-fetch';
import { makeDatabase } from '../testing/sample-databases';
import { makeGrant } from '../testing/sample-groups';
import { makeSavedImage } from '../testing/sample-images';
import { makeJob } from '../testing/sample-jobs';
import { makeVolume } from '../testing/sample-volumes';
import { readShareable } from './shareable';

const GROUP = '01K9ZZZZZZZZZZZZZZZZZZ0099';
const MINE = ['read', 'write', 'grant'] as const;

it('is what one may grant and the group does not have, images that are ready, and the newest jobs', async () => {
  const thesis = makeVolume(1, 'Storage/kim/thesis', { privileges: [...MINE] });
  const shared = makeVolume(2, 'Storage/kim/shared', { privileges: [...MINE] });
  const survey = makeVolume(3, 'Data/survey', { privileges: ['read', 'grant'] });
  const ofAna = makeVolume(4, 'Storage/ana/plates', { privileges: ['read', 'write'] });
  const stars = makeDatabase(1, 'kim/stars');
  const grant = makeGrant(shared, { kind: 'group', id: GROUP, name: 'astro' }, ['read']);
  const job = makeJob(7, 'succeeded', { name: 'fit', createdAt: '2026-11-20T10:00:00Z' });
  const { asked, client } = fakeFetch(({ path }) => {
    const [resource] = path.slice(1).split('?');
    const items = {
      volumes: [thesis, shared, survey, ofAna],
      databases: [stars],
      images: [makeSavedImage('own', 'ready'), makeSavedImage('new', 'making')],
      jobs: [job],
      grants: [grant]
    }[resource ?? ''];
    const limits = { mostPerUser: 1, mostBytes: 1, querySeconds: 1, owned: 1 };
    return json({ items, nextCursor: null, limits });
  });
  const things = await readShareable(client, GROUP);
  expect(things.map(({ kind, id, mayWrite }) => [kind, id, mayWrite])).toEqual([
    ['volume', thesis.id, true],
    ['volume', survey.id, false],
    ['database', stars.id, true],
    ['image', 'own', false],
    ['job', job.id, false]
  ]);
  expect(things.at(-1)?.name).toMatch(/^fit · /);
  expect(asked.map(({ path }) => path)).toContain('/images?mine=true');
});
