import { filesOfDrop } from './dropped-files';

/** What a browser makes of a folder that is dropped: its entries come in parts, with an empty part at the end. */
function folder(name: string, ...parts: object[][]) {
  return {
    name,
    isFile: false,
    createReader: () => ({
      readEntries: (tell: (entries: object[]) => void) => tell(parts.shift() ?? [])
    })
  };
}

function file(name: string) {
  return { name, isFile: true, file: (tell: (file: File) => void) => tell(new File([], name)) };
}

function drop(...entries: object[]): DataTransfer {
  const items = entries.map(entry => ({ webkitGetAsEntry: () => entry }));
  return { items, files: [] } as unknown as DataTransfer;
}

it('finds the files in folders that are dropped, and the folders with nothing in them', async () => {
  const { files, emptyFolders } = await filesOfDrop(
    drop(
      folder(
        'run',
        [file('a.txt'), folder('figures')],
        [folder('texts', [file('note.txt')], [folder('drafts')])]
      ),
      folder('empty'),
      file('alone.txt')
    )
  );
  expect(files.map(({ path }) => path)).toEqual(['run/a.txt', 'run/texts/note.txt', 'alone.txt']);
  expect(emptyFolders).toEqual(['run/figures', 'run/texts/drafts', 'empty']);
});

it('takes files where the browser tells nothing of folders', async () => {
  const one = new File(['1'], 'one.txt');
  const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [one] };
  expect(await filesOfDrop(transfer as unknown as DataTransfer)).toEqual({
    files: [{ file: one, path: 'one.txt' }],
    emptyFolders: []
  });
});
