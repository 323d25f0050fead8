import { numberedName } from './numbered-name.js';

describe('numberedName', () => {
  it.each([
    ['fit.ipynb', false, 'fit (2).ipynb'],
    ['a.tar.gz', false, 'a.tar (2).gz'],
    ['.bashrc', false, '.bashrc (2)'],
    ['README', false, 'README (2)'],
    ['v1.2', true, 'v1.2 (2)']
  ])('%s, a folder %s: %s', (name, isDirectory, expected) => {
    expect(numberedName(name, 2, isDirectory)).toBe(expected);
  });

  it('stays within what a name may be long', () => {
    const long = numberedName(`${'é'.repeat(125)}.ipynb`, 12, false);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255);
    expect(long).toMatch(/^é+ \(12\)\.ipynb$/);
  });
});
