import { qualityOf } from './match.js';
import { parseQuery, type Query } from './query.js';
import { snippetOf } from './snippet.js';
import { expressionOf, termsOf } from './terms.js';
import { partsOf, wordsOf } from './words.js';

const queryOf = (text: string) => parseQuery(text) as Query;

describe('words', () => {
  it.each([
    ['Spectra of M31', ['spectra', 'of', 'm31']],
    ['Étoile ÅNGSTRÖM ﬁt', ['etoile', 'angstrom', 'fit']],
    ['night_report-2024.fits', ['night', 'report', '2024', 'fits']],
    ['İstanbul ДАННЫЕ 銀河', ['istanbul', 'данные', '銀河']],
    ['\0"*()- \ud800', []],
    ['x'.repeat(70), ['x'.repeat(64), 'xxxxxx']]
  ])('of %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('of names are also what they are written together from', () => {
    expect(partsOf('plotGalaxies2024.ipynb')).toEqual(['plot', 'galaxies', '2024']);
    expect(partsOf('plot.ipynb')).toEqual([]);
  });
});

describe('a query', () => {
  it.each([
    ['spectra fit', { words: ['spectra', 'fit'], phrases: [] }],
    ['"night report" fit', { words: ['fit'], phrases: [['night', 'report']] }],
    ['fit "night rep', { words: ['fit', 'night', 'rep'], phrases: [] }],
    ['a a A', { words: ['a'], phrases: [] }],
    ['NEAR(a b) OR c*', { words: ['near', 'a', 'b', 'or', 'c'], phrases: [] }]
  ])('%j', (text, query) => {
    expect(parseQuery(text)).toEqual(query);
  });

  it.each(['', '  ', '"', '""', '\0', '*', '-- ; ()', '" "'])('%j asks for nothing', text => {
    expect(parseQuery(text)).toBeNull();
  });

  it('takes no more than twelve words', () => {
    const query = queryOf(`${'a1 b2 c3 d4 e5 f6 g7 h8 i9 j0 '.repeat(3)}"x y z"`);
    expect(query.words.length + query.phrases.flat().length).toBeLessThanOrEqual(12);
  });
});

describe('a match', () => {
  it.each([
    ['plot', 'Plot', '', 0],
    ['plot', 'plot.ipynb', '', 1],
    ['2024', 'plot2024.ipynb', '', 1],
    ['pl ip', 'plot.ipynb', '', 2],
    ['plot thesis', 'plot.ipynb', 'thesis/figures', 3],
    ['"night report"', 'night-report.txt', '', 1],
    ['"report night"', 'night-report.txt', '', null],
    ['"nigh"', 'night-report.txt', '', null],
    ['"the galaxies"', 'README.md', 'Of the galaxies in it', 3],
    ['lot', 'plot.ipynb', 'pilot', null],
    ['etoile', 'Étoiles', '', 2]
  ])('of %j in %j, %j', (text, title, rest, quality) => {
    expect(qualityOf(queryOf(text), { title, rest })).toBe(quality);
  });
});

describe('terms', () => {
  it('begin with the number of their volume and where they stand', () => {
    expect(termsOf(37, { folder: 'Thesis/a1', name: 'Plot.PNG' })).toBe(
      '0011nplot 0011npng 0011pthesis 0011pa1 0011pa 0011p1'
    );
  });

  it('are asked for as quoted words, whatever somebody types', () => {
    expect(expressionOf(1, queryOf('pl" OR "0002n'), 'names')).toBe(
      '"0001npl"* AND "0001n0002n"* AND "0001nor"'
    );
    expect(expressionOf(1, queryOf('plot'), 'anywhere')).toBe(
      '("0001nplot"* OR "0001pplot"* OR "0001tplot"*)'
    );
  });
});

describe('a snippet', () => {
  const text = `# The *survey*\n\n${'Many words before. '.repeat(20)}Here are [spectra](a.md) of galaxies. ${'And more after. '.repeat(20)}`;

  it('shows the words around the first that was asked for, as plain text', () => {
    const snippet = snippetOf(text, queryOf('spec'));
    expect(snippet).toMatch(/^… .*Here are spectra of galaxies\. And .* …$/);
    expect(snippet?.length).toBeLessThan(180);
  });

  it('begins and ends with the text where that is short', () => {
    expect(snippetOf('<b>Bright</b>\n stars', queryOf('stars'))).toBe('Bright stars');
    expect(snippetOf('Bright stars', queryOf('dark'))).toBeNull();
  });

  it('of one word without end is cut', () => {
    expect(
      snippetOf(`${'a'.repeat(300)} bee ${'c'.repeat(9000)}`, queryOf('bee'))?.length
    ).toBeLessThan(400);
  });
});
