import { imageTypeOf } from './image-type.js';
import { logoPathOf, parseIndex } from './parse.js';

const WHOLE = {
  name: 'Galaxies',
  catalog: 'Surveys',
  summary: 'All of them',
  description: 'In <b>short</b>',
  logo: 'logo.png',
  tags: ['sky', 'survey'],
  resources: [
    { name: 'Start', kind: 'notebook', description: 'How to', link: 'start.ipynb' },
    { name: 'Paper', kind: 'documentation', description: '', link: 'https://example.org/a' }
  ]
};
const LEAST = { name: 'Least', summary: 's', description: 'd' };

const parse = (document: unknown) => parseIndex(Buffer.from(JSON.stringify(document)));

describe('an index', () => {
  it('is taken as it stands where it is whole', () => {
    expect(parse({ datasets: [WHOLE] })).toEqual({ entries: [WHOLE], problems: [] });
  });

  it('may leave out what is not needed, hold what is not known, and be a bare list', () => {
    const { entries, problems } = parse([{ ...LEAST, doi: '10.1', catalogue: 'Spelled so' }]);
    expect(entries).toEqual([
      { ...LEAST, catalog: 'Spelled so', logo: null, tags: [], resources: [] }
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['no JSON', 'not {', /no JSON/],
    ['nothing', '', /no JSON/],
    ['another document', '{"a":1}', /no list/],
    ['a text', '"datasets"', /no list/],
    ['null', 'null', /no list/],
    ['one that inherits its list', '{"__proto__":{"datasets":[]}}', /no list/],
    ['brackets without end', '['.repeat(500_000), /no JSON/]
  ])('that is %s is empty, and says why', (_what, text, problem) => {
    const { entries, problems } = parseIndex(Buffer.from(text));
    expect(entries).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['no name', { ...LEAST, name: undefined }],
    ['a number for a name', { ...LEAST, name: 5 }],
    ['a name of blanks', { ...LEAST, name: '  ' }],
    ['no summary', { ...LEAST, summary: null }],
    ['a description beyond all measure', { ...LEAST, description: 'x'.repeat(20_001) }],
    ['an array', [LEAST]],
    ['null', null]
  ])('leaves out a data set that is or has %s, and keeps the others', (_what, bad) => {
    const { entries, problems } = parse({ datasets: [bad, LEAST] });
    expect(entries.map(({ name }) => name)).toEqual(['Least']);
    expect(problems[0]).toMatch(/^Data set 1: /);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//elsewhere.org/a',
    'file:///etc/passwd',
    'https:\\\\example.org',
    ' JavaScript:x'
  ])('takes the link %s from a resource', link => {
    const resources = [{ name: 'Bad', kind: 'external', link }];
    const { entries, problems } = parse({ datasets: [{ ...LEAST, resources }] });
    expect(entries[0]?.resources).toEqual([
      { name: 'Bad', kind: 'external', description: '', link: null }
    ]);
    expect(problems).toHaveLength(1);
  });

  it('passes over fields that make no sense', () => {
    const { entries, problems } = parse({
      datasets: [
        {
          ...LEAST,
          tags: ['good', 7, '', null, 'good', 'x'.repeat(61)],
          resources: [{ kind: 'external' }, 'x', { name: 'A', kind: 'b' }],
          logo: { a: 1 },
          catalog: ['x']
        }
      ]
    });
    expect(entries).toEqual([
      {
        ...LEAST,
        catalog: null,
        logo: null,
        tags: ['good'],
        resources: [{ name: 'A', kind: 'b', description: '', link: null }]
      }
    ]);
    expect(problems.length).toBeGreaterThan(2);
  });

  it('keeps names unique, counts its data sets and tells of few problems', () => {
    const many = Array.from({ length: 600 }, (_, n) => ({ ...LEAST, name: `n${n % 550}` }));
    const { entries, problems } = parse({ datasets: [...many, ...Array(400).fill(null)] });
    expect(entries).toHaveLength(500);
    expect(problems.length).toBeLessThanOrEqual(20);
  });

  it('holds no control characters', () => {
    const { entries } = parse({ datasets: [{ ...LEAST, name: 'a\u0000b\u001b[31m\ud800' }] });
    expect(entries[0]?.name).toBe('a b [31m');
  });
});

describe('the path of a logo', () => {
  it.each([
    ['logo.png', 'logo.png'],
    ['./a/logo.png', 'a/logo.png'],
    ['/logo.png', 'logo.png'],
    ['../logo.png', null],
    ['a/../../b.png', null],
    ['https://example.org/l.png', null],
    ['//example.org/l.png', null],
    ['/', null],
    [null, null]
  ])('%j is %j', (logo, path) => {
    expect(logoPathOf({ logo })).toBe(path);
  });
});

describe('the type of an image', () => {
  it.each([
    ['89504e470d0a1a0a0000', 'image/png'],
    ['ffd8ffe000104a464946', 'image/jpeg'],
    ['474946383961', 'image/gif'],
    ['524946460000000057454250', 'image/webp'],
    ['3c7376673e', null],
    ['3c68746d6c3e', null],
    ['', null]
  ])('that begins with %s is %s', (hex, type) => {
    expect(imageTypeOf(Buffer.from(hex, 'hex'))).toBe(type);
  });
});
