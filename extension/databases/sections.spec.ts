/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';

import { makeDatabase, makeTable } from '../testing/sample-databases';
import type { SchemaState } from '../tokens';
import { moveOf } from '../ui/tree-keys';
import { keyOf, keyedRow, levelOf, meantBy, rowsOf, type Row } from './sections';
import { insideWords } from './inside-words';
import { whyNot } from './may-do';
import { columnDetail, rowDetail, tableDetail } from './words';

const trans = nullTranslator.load('labcommons');
const STARS = makeDatabase(1, 'kim/stars');
const ATLAS = makeDatabase(2, 'kim/atlas', { description: 'Plates of 1999' });
const THEIRS = makeDatabase(3, 'ana/survey', { privileges: ['read'], sharing: 'shared' });
const PLATES = makeTable('plates', ['id integer', 'taken text'], { rows: 1_234 });
const BRIGHT = makeTable('bright ones', ['id'], { kind: 'view', rows: null });

function linesOf(
  view: {
    filter?: string;
    collapsed?: ('mine' | 'shared')[];
    expanded?: string[];
    schema?: SchemaState;
  } = {}
): Row[] {
  return rowsOf([STARS, THEIRS, ATLAS], {
    user: 'kim',
    filter: view.filter ?? '',
    collapsed: new Set(view.collapsed),
    expanded: new Set(view.expanded),
    schemaOf: id => (id === STARS.id ? (view.schema ?? null) : null)
  });
}

function said(row: Row): string {
  const indent = '  '.repeat(levelOf(row) - 1);
  switch (row.kind) {
    case 'heading':
      return `${indent}${row.key} ${row.count}`;
    case 'database':
      return indent + row.database.name;
    case 'table':
      return indent + row.table.name;
    case 'column':
      return indent + row.column.name;
    case 'note':
      return `${indent}(${row.schema.kind})`;
  }
}

const ready: SchemaState = { kind: 'ready', tables: [BRIGHT, PLATES] };
const openStars = [keyOf(STARS.id)];

describe('the tree of databases', () => {
  it('tells whose they are, each by name', () => {
    expect(linesOf().map(said)).toEqual(['mine 2', '  atlas', '  stars', 'shared 1', '  survey']);
    expect(linesOf({ collapsed: ['mine'] }).map(said)).toEqual(['mine 2', 'shared 1', '  survey']);
  });

  it('opens a database to its tables and views, and these to their columns', () => {
    const expanded = [...openStars, keyOf(STARS.id, 'plates')];
    const lines = linesOf({ expanded, schema: ready, collapsed: ['shared'] });
    expect(lines.map(said)).toEqual([
      'mine 2',
      '  atlas',
      '  stars',
      '    bright ones',
      '    plates',
      '      id',
      '      taken',
      'shared 1'
    ]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
    const move = (key: string, at: number) => moveOf(key, lines.map(keyedRow), at, key);
    expect(move('ArrowLeft', 6)).toEqual({ kind: 'go', index: 4 });
    expect(move('ArrowLeft', 3)).toEqual({ kind: 'go', index: 2 });
    expect(move('ArrowLeft', 2)).toMatchObject({ kind: 'expand', isExpanded: false });
    expect(move('ArrowRight', 3)).toMatchObject({ kind: 'expand', isExpanded: true });
    expect(move('Enter', 4)).toEqual({ kind: 'open', id: keyOf(STARS.id, 'plates') });
    expect(move(' ', 4)).toMatchObject({ kind: 'expand', isExpanded: false });
    expect(move('p', 0)).toEqual({ kind: 'go', index: 4 });
  });

  it.each<[string, SchemaState | undefined]>([
    ['loading', undefined],
    ['failed', { kind: 'failed', error: new Error('no') }],
    ['ready', { kind: 'ready', tables: [] }]
  ])('has a line for what stands in place of tables: %s', (kind, schema) => {
    const lines = linesOf({ expanded: openStars, ...(schema && { schema }) }).map(said);
    expect(lines).toContain(`    (${kind})`);
  });

  it('finds words in addresses, descriptions and known tables', () => {
    const found = (filter: string) =>
      linesOf({ filter, schema: ready }).flatMap(row =>
        row.kind === 'database' ? row.database.name : []
      );
    expect(found('ANA')).toEqual(['survey']);
    expect(found('plates')).toEqual(['atlas', 'stars']);
    expect(found('1999 plates')).toEqual(['atlas']);
    expect(found('nothing')).toEqual([]);
  });

  it('knows which database and table a line means', () => {
    expect(meantBy('mine')).toEqual({ id: null, table: null });
    expect(meantBy(null)).toEqual({ id: null, table: null });
    expect(meantBy(keyOf('a'))).toEqual({ id: 'a', table: null });
    expect(meantBy(keyOf('a', 'b / c', 'd'))).toEqual({ id: 'a', table: 'b / c' });
  });
});

describe('words', () => {
  it('say whose it is and what one may do there, or how large it is', () => {
    expect(rowDetail(STARS, 'kim', trans)).toBe('8 KB');
    expect(rowDetail(THEIRS, 'kim', trans)).toBe('ana · read-only');
    expect(rowDetail({ ...THEIRS, privileges: ['read', 'write'] }, 'kim', trans)).toBe(
      'ana · read & write'
    );
  });

  it('say what is in a table', () => {
    expect(tableDetail(BRIGHT, trans)).toBe('view');
    expect(tableDetail(PLATES, trans)).toBe('1,234 rows');
    expect(tableDetail({ ...PLATES, rows: null }, trans)).toBe('');
    expect(PLATES.columns.map(column => columnDetail(column, trans))).toEqual([
      'INTEGER · key',
      'TEXT'
    ]);
    expect(BRIGHT.columns.map(column => columnDetail(column, trans))).toEqual(['any type · key']);
  });

  it('name what goes with a database', () => {
    expect(insideWords(ready, trans)).toBe('Its table goes too: plates (1,234 rows).');
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name =>
      makeTable(name, ['x'], { rows: name === 'g' ? null : 10 })
    );
    expect(insideWords({ kind: 'ready', tables: many }, trans)).toBe(
      'Its 7 tables go too: a, b, c, d, e and 2 more (more than 60 rows).'
    );
    expect(insideWords({ kind: 'ready', tables: [] }, trans)).toContain('no tables');
    expect(insideWords({ kind: 'loading' }, trans)).toContain('Everything');
  });
});

test('what is not possible has its reason', () => {
  const online = { user: 'kim', isOnline: true, trans };
  expect(whyNot('write', STARS, online)).toBeNull();
  expect(whyNot('write', THEIRS, online)).toMatch(/only read/);
  expect(whyNot('delete', THEIRS, online)).toMatch(/owner.*ana/);
  expect(whyNot('delete', STARS, { ...online, isOnline: false })).toMatch(/cannot be reached/);
  expect(whyNot('open', THEIRS, { ...online, isOnline: false })).toBeNull();
});
