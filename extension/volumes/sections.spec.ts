/** @jest-environment node */
import { makeVolume } from '../testing/sample-volumes';
import { matches, rowsOf } from './sections';

const VOLUMES = [
  makeVolume(1, 'Storage/kim/persistent', { isDefault: true }),
  makeVolume(5, 'Storage/kim/atlas'),
  makeVolume(2, 'Temporary/kim/scratch', { isDefault: true }),
  makeVolume(3, 'Storage/ana/survey-x', { description: 'Spectra of 2026' }),
  makeVolume(4, 'Data/sdss', { title: 'SDSS spectra' })
];

function linesOf(filter = '', collapsed: ('mine' | 'shared' | 'data')[] = [], volumes = VOLUMES) {
  return rowsOf(volumes, { user: 'kim', filter, collapsed: new Set(collapsed) }).map(row =>
    row.kind === 'heading' ? `${row.section} ${row.count}` : row.item.name
  );
}

describe('rowsOf', () => {
  it('tells whose a volume is, and puts what everybody has first', () => {
    expect(linesOf()).toEqual([
      'mine 3',
      'persistent',
      'scratch',
      'atlas',
      'shared 1',
      'survey-x',
      'data 1',
      'sdss'
    ]);
  });

  it('keeps the first section even when it is empty, unless something is looked for', () => {
    expect(linesOf('', [], [])).toEqual(['mine 0']);
    expect(linesOf('nothing like it')).toEqual([]);
  });

  it('closes sections, and opens them for a filter', () => {
    expect(linesOf('', ['mine', 'shared'])).toEqual(['mine 3', 'shared 1', 'data 1', 'sdss']);
    expect(linesOf('SPECTRA', ['shared', 'data'])).toEqual([
      'shared 1',
      'survey-x',
      'data 1',
      'sdss'
    ]);
  });
});

test.each([
  ['ana', true],
  ['2026 spectra', true],
  ['2026 galaxies', false]
])('the words of “%s” are found: %s', (text, found) => {
  expect(matches(VOLUMES[3] as (typeof VOLUMES)[number], text)).toBe(found);
});
