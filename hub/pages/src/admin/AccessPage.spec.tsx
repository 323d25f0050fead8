import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import { listDomains, listImages } from '../../../contract/compute.js';
import { listGrants, putGrant, type Grant } from '../../../contract/grants.js';
import { listGroups } from '../../../contract/groups.js';
import { listQuotas, listVolumes } from '../../../contract/volumes.js';
import type { HubApi } from '../hub-api.js';
import { AccessPage } from './AccessPage.js';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const quota = { root: 'Fast', title: 'Fast disks', description: 'Not backed up' };
const toKim = (privileges: Grant['privileges']): Grant => ({
  resource: { kind: 'root', id: 'Fast', name: 'Fast disks', owner: null },
  subject: { kind: 'user', id: 'kim', name: 'Kim' },
  privileges,
  grantedBy: null,
  createdAt: '2026-11-01T00:00:00.000Z'
});

let grants: Grant[];
let put: unknown[];
let place: HTMLElement;
let root: Root;

const answers = new Map<unknown, (input: { body: unknown; query: unknown }) => unknown>([
  [listImages, () => ({ items: [] })],
  [listDomains, () => ({ items: [] })],
  [listVolumes, () => ({ items: [], nextCursor: null })],
  [listGroups, () => ({ items: [], nextCursor: null })],
  [listQuotas, () => ({ items: [quota] })],
  [listGrants, () => ({ items: grants, nextCursor: null })],
  [putGrant, ({ body }) => void put.push(body)]
]);
const api = {
  call: async (endpoint: unknown, input: { body: unknown; query: unknown }) =>
    answers.get(endpoint)?.(input)
} as unknown as HubApi;

beforeEach(() => {
  grants = [toKim(['use', 'grant'])];
  put = [];
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});
afterEach(async () => {
  await act(async () => root.unmount());
  place.remove();
});

const show = () => act(async () => root.render(<AccessPage api={api} />));
const click = (label: string) =>
  act(async () => (place.querySelector(`[aria-label="${label}"]`) as HTMLElement).click());

it('says who may make volumes in a root, and grants it to everyone', async () => {
  await show();
  const row = place.querySelector('[aria-label="Fast disks"]');
  expect(row?.textContent).toContain('Kim (kim) may make volumes and let others do so');
  await click('Grant Fast disks');
  const [to, level] = [...place.querySelectorAll<HTMLSelectElement>('form select')];
  const levels = [...(level as HTMLSelectElement).options].map(option => option.textContent);
  expect(levels).toEqual(['make volumes', 'make volumes and let others']);
  const choose = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set;
  await act(async () => {
    choose?.call(to, 'everyone');
    to?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await act(async () => (place.querySelector('form') as HTMLFormElement).requestSubmit());
  expect(put).toEqual([
    {
      resource: { kind: 'root', id: 'Fast' },
      subject: { kind: 'everyone', id: '' },
      privileges: ['use']
    }
  ]);
});
