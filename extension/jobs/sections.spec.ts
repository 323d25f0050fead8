import { nullTranslator } from '@jupyterlab/translation';

import { makeJob } from '../testing/sample-jobs';
import { moveOf, type TreeRow } from '../ui/tree-keys';
import { whyNot } from './may-do';
import { rowsOf, sectionOf } from './sections';
import { progressWords, rowDetail, stateSentence } from './words';

const NOW = new Date('2026-11-20T12:00:00Z');
const trans = nullTranslator.load('labcommons');
const view = { now: NOW, filter: '', collapsed: new Set(['earlier'] as const) };

const JOBS = [
  makeJob(5, 'queued', { position: 2 }),
  makeJob(4, 'queued', { position: 1 }),
  makeJob(3, 'running', { name: 'Spectra Fit' }),
  makeJob(2, 'failed', { reason: 'Failed in cell 4: ValueError' }),
  makeJob(1, 'succeeded', { endedAt: '2026-11-01T10:00:00Z' })
];

test.each([
  ['queued', 'waiting'],
  ['held', 'waiting'],
  ['starting', 'running'],
  ['finishing', 'running'],
  ['cancelled', 'today']
] as const)('a job that is %s stands under %s', (state, section) => {
  expect(sectionOf(makeJob(1, state), NOW)).toBe(section);
});

describe('rowsOf', () => {
  it('goes from what runs to what is over, the queue in its order, collapsed sections closed', () => {
    const rows = rowsOf(JOBS, view);
    expect(
      rows.map(row => (row.kind === 'item' ? row.item.name : `${row.section} ${row.count}`))
    ).toEqual([
      'running 1',
      'Spectra Fit',
      'waiting 2',
      'job-4',
      'job-5',
      'today 1',
      'job-2',
      'earlier 1'
    ]);
  });

  it('opens every section to a filter, which finds names and reasons', () => {
    const found = (filter: string) =>
      rowsOf(JOBS, { ...view, filter }).flatMap(row => (row.kind === 'item' ? row.item.name : []));
    expect(found('fit spectra')).toEqual(['Spectra Fit']);
    expect(found('valueerror')).toEqual(['job-2']);
    expect(found('job-1')).toEqual(['job-1']);
  });
});

describe('moveOf', () => {
  const rows = rowsOf(JOBS, view).map((row): TreeRow =>
    row.kind === 'item' ? { kind: 'leaf', id: row.item.id, text: row.item.name } : row
  );
  it.each([
    ['ArrowDown', 1, '', { kind: 'go', index: 2 }],
    ['ArrowUp', 0, '', { kind: 'go', index: 0 }],
    ['End', 0, '', { kind: 'go', index: 7 }],
    ['ArrowLeft', 4, '', { kind: 'go', index: 2 }],
    ['ArrowLeft', 2, '', { kind: 'expand', section: 'waiting', isExpanded: false }],
    ['ArrowRight', 7, '', { kind: 'expand', section: 'earlier', isExpanded: true }],
    ['Enter', 1, '', { kind: 'open', id: JOBS[2]?.id }],
    ['j', 1, 'job-5', { kind: 'go', index: 4 }],
    ['j', 4, 'j', { kind: 'go', index: 6 }],
    ['x', 1, 'x', null]
  ])('%s on line %i', (key, index, typed, move) => {
    expect(moveOf(key, rows, index, typed)).toEqual(move);
  });
});

describe('words', () => {
  it('counts the cell that runs, not those that are done', () => {
    const progress = { cell: 6, cells: 12, errors: 0 };
    expect(progressWords(makeJob(1, 'running', { progress }), trans)).toBe('Cell 7 of 12');
    expect(
      progressWords(makeJob(1, 'running', { progress: { ...progress, cell: 12 } }), trans)
    ).toBe('Cell 12 of 12');
  });

  it('has a second line only where there is something to say', () => {
    expect(rowDetail(makeJob(1, 'succeeded'), trans)).toBe('');
    expect(rowDetail(makeJob(1, 'queued', { position: 1 }), trans)).toBe('Next in the queue');
    expect(rowDetail(makeJob(1, 'running', { cancelling: true }), trans)).toBe('Cancelling…');
  });

  it('says how long it ran', () => {
    const job = makeJob(1, 'failed', { reason: 'Failed in cell 4: ValueError' });
    expect(stateSentence(job, NOW, trans)).toBe('Failed in cell 4: ValueError · ran 2 min 41 s');
  });
});

test('an action that is not possible has its reason', () => {
  expect(whyNot('cancel', makeJob(1, 'running'), true, trans)).toBeNull();
  expect(whyNot('cancel', makeJob(1, 'running'), false, trans)).toMatch(/cannot be reached/);
  expect(whyNot('cancel', makeJob(1, 'succeeded'), true, trans)).toMatch(/ended/);
  expect(whyNot('delete', makeJob(1, 'running'), true, trans)).toMatch(/not ended/);
});
