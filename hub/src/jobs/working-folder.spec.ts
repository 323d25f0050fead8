import { aliasOf, notebookNameOf, workingFolder } from './working-folder.js';

describe('aliasOf', () => {
  it.each([
    ['spectra-fit', 'spectra-fit'],
    ['Spectra fit (v2)', 'Spectra-fit-v2'],
    ['../../etc/passwd', 'etc-passwd'],
    ['.hidden', 'hidden'],
    ['a/b\0c', 'a-b-c'],
    ['Überschall', 'Überschall'],
    ['fit.ipynb', 'fit'],
    ['🚀', 'job'],
    ['...', 'job'],
    ['x'.repeat(200), 'x'.repeat(60)]
  ])('%j becomes %j', (name, alias) => {
    expect(aliasOf(name)).toBe(alias);
  });
});

describe('workingFolder', () => {
  const job = {
    below: 'results',
    name: 'My fit',
    createdAt: new Date('2026-03-05T23:59:58.999Z'),
    id: '01HZX'
  };

  it('is new for each job and each attempt', () => {
    expect(workingFolder({ ...job, attempt: 1 })).toBe(
      'results/My-fit/20260305/20260305235958-01HZX'
    );
    expect(workingFolder({ ...job, below: '', attempt: 2 })).toBe(
      'My-fit/20260305/20260305235958-01HZX-2'
    );
  });
});

describe('notebookNameOf', () => {
  it.each([
    ['study/fit.ipynb', 'fit.ipynb'],
    ['fit.IPYNB', 'fit.ipynb'],
    ['fit', 'fit.ipynb'],
    ['stdout.txt', 'stdout.txt.ipynb'],
    ['study/.ipynb', 'notebook.ipynb'],
    ['..', 'notebook.ipynb'],
    ['', 'notebook.ipynb']
  ])('%j becomes %j', (path, name) => {
    expect(notebookNameOf(path)).toBe(name);
  });
});
