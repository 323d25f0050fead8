import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('quotes what has commas, quotes and line ends in it', () => {
    expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', ''])).toBe(
      '"a","b,c","say ""x""","two\nlines",""\r\n'
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=cmd|" /C calc"!A0'])(
    'has no formula: %j',
    value => {
      expect(csvLine([value]).startsWith(`"'`)).toBe(true);
    }
  );

  it('leaves other text as it is', () => {
    expect(csvLine(['a=b', '1', 'ü', ' =1'])).toBe('"a=b","1","ü"," =1"\r\n');
  });
});
