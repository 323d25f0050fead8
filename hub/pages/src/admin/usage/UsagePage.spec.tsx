import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import type { Usage, UsagePeriod } from '../../../../contract/usage.js';
import type { HubApi } from '../../hub-api.js';
import { UsagePage } from './UsagePage.js';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const NOTHING = {
  people: 0,
  signIns: 0,
  serverHours: 0,
  jobs: 0,
  jobHours: 0,
  jobCoreHours: 0,
  tasks: 0,
  files: 0,
  bytes: 0
};
const period = (from: string, more: Partial<UsagePeriod> = {}) => ({ from, ...NOTHING, ...more });

const USAGE: Usage = {
  since: '2026-11-01',
  until: '2026-11-03',
  by: 'day',
  total: { ...NOTHING, people: 7, bytes: 2048 },
  periods: [period('2026-11-01', { people: 6 }), period('2026-11-02', { people: 3 })],
  images: [{ id: 'r', title: 'R', people: 2, serverHours: 1.5, jobs: 4, jobHours: 0.2 }],
  domains: [],
  users: [{ name: 'kim', displayName: 'Kim', serverHours: 1.5, jobs: 4, jobHours: 0.2 }],
  roots: [{ root: 'Storage', title: 'Kept', volumes: 3, people: 2, bytes: 1024, files: 9 }],
  keepers: [{ name: 'lee', displayName: '', volumes: 1, bytes: 512 }]
};

let asked: unknown[];
let answer: () => Promise<Usage>;
let place: HTMLElement;
let root: Root;

const api = {
  call: (_endpoint: unknown, { query }: { query: unknown }) => {
    asked.push(query);
    return answer();
  }
} as unknown as HubApi;

beforeEach(() => {
  asked = [];
  answer = () => Promise.resolve(USAGE);
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});
afterEach(async () => {
  await act(async () => root.unmount());
  place.remove();
});

const show = () => act(async () => root.render(<UsagePage api={api} />));
const rows = (label: string) =>
  [...place.querySelectorAll(`[aria-label="${label}"] tbody tr`)].map(row =>
    [...row.children].map(cell => cell.textContent)
  );

it('shows what was used, as plots that say what they show and as tables', async () => {
  await show();
  const plots = [...place.querySelectorAll('svg[role=img]')];
  expect(plots[0]?.getAttribute('aria-label')).toMatch(
    /^People: most in .*1.*, 6; in the last one 3$/
  );
  const heights = [...(plots[0] as Element).querySelectorAll('.lc-Bars-bar')].map(bar =>
    Number(bar.getAttribute('height'))
  );
  expect((heights[0] as number) / (heights[1] as number)).toBe(2);
  expect(plots.at(-1)?.getAttribute('aria-label')).toMatch(/: none$/);
  expect(rows('All figures by period').map(cells => cells[1])).toEqual(['3', '6']);
  expect(rows('Most used images')).toEqual([['R', '2', '1.5', '4', '0.2']]);
  expect(rows('Who used the most hours')).toEqual([['Kimkim', '1.5', '4', '0.2']]);
  expect(rows('What is kept in each root')).toEqual([['Kept', '3', '2', '9', '1 KB']]);
  expect(rows('Who keeps the most')).toEqual([['lee', '1', '512 B']]);
  expect(place.querySelector('.lc-Totals')?.textContent).toContain('People7');
});

it('asks for the time that was chosen, its last day included', async () => {
  await show();
  const field = (name: string) => place.querySelector(`[name=${name}]`) as HTMLInputElement;
  field('by').value = 'week';
  field('since').value = '2026-10-01';
  field('last').value = '2026-10-31';
  await act(async () => (place.querySelector('form') as HTMLFormElement).requestSubmit());
  expect(asked).toContainEqual({ by: 'week', since: '2026-10-01', until: '2026-11-01' });
});

it('says what went wrong, and asks again', async () => {
  answer = () => Promise.reject(new Error('The hub is away'));
  await show();
  expect(place.querySelector('[role=alert]')?.textContent).toContain('The hub is away');
  answer = () => Promise.resolve(USAGE);
  await act(async () => (place.querySelector('[role=alert] button') as HTMLElement).click());
  expect(place.querySelector('[role=alert]')).toBeNull();
  expect(rows('Most used images')).toHaveLength(1);
});
