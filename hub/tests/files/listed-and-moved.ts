import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

import type { VolumeFiles } from '../../src/files/ports.js';
import { waysInto, type FilesUnderTest } from './files-under-test.js';

/** What every implementation of VolumeFiles does for those who browse, upload and download. */
export function itListsAndMoves(underTest: () => FilesUnderTest): void {
  let files: VolumeFiles;
  const { at, inVolume, handOver } = waysInto(underTest);

  beforeEach(() => {
    ({ files } = underTest());
  });

  const names = () => readdirSync(inVolume('')).sort();
  const text = (path: string) => readFileSync(inVolume(path), 'utf8');

  it('shows a folder page by page', async () => {
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(inVolume(name), name);
    }
    handOver();
    const wish = { sort: 'name', descending: true, hidden: false, limit: 2 } as const;
    const first = await files.page(at(''), wish);
    expect(first.items.map(({ name }) => name)).toEqual(['c', 'b']);
    const after = first.next ?? undefined;
    const second = await files.page(at(''), { ...wish, ...(after && { after }) });
    expect([second.items.map(({ name }) => name), second.next]).toEqual([['a'], null]);
  });

  it('replaces only what it is told to replace', async () => {
    const { etag } = await files.writeFile(at('a'), Buffer.from('one'));
    const other = { ifMatch: `${etag}x` };
    for (const bytes of [Buffer.from('two'), Readable.from([Buffer.from('two')])]) {
      await expect(files.writeFile(at('a'), bytes, other)).rejects.toMatchObject({
        code: 'changed-meanwhile'
      });
    }
    expect([names(), text('a')]).toEqual([['a'], 'one']);
    await files.writeFile(at('a'), Buffer.from('two'), { ifMatch: etag });
    expect(text('a')).toBe('two');
  });

  it('appends where the file ends, and keeps what came before a cut', async () => {
    await files.writeFile(at('a'), Buffer.from('one'));
    await files.append(at('a'), 3, Readable.from([Buffer.from(' two')]));
    await expect(files.append(at('a'), 3, Readable.from([Buffer.from('x')]))).rejects.toMatchObject(
      { code: 'conflict' }
    );
    const cut = Readable.from(
      (async function* () {
        yield Buffer.from(' three');
        await new Promise(resolve => setTimeout(resolve, 50));
        throw new Error('cut');
      })()
    );
    await expect(files.append(at('a'), 7, cut)).rejects.toThrow();
    expect('one two three'.startsWith(text('a'))).toBe(true);
    expect(text('a').startsWith('one two')).toBe(true);
  });

  it('renames without replacing', async () => {
    await files.writeFile(at('a'), Buffer.from('a'));
    await files.writeFile(at('folder/b'), Buffer.from('b'), { parents: true });
    await expect(files.rename(at('a'), at('folder/b'))).rejects.toMatchObject({
      code: 'already-exists'
    });
    await files.rename(at('a'), at('new/c'), { parents: true });
    await files.rename(at('folder'), at('new/folder'));
    expect([names(), text('new/c'), text('new/folder/b')]).toEqual([['new'], 'a', 'b']);
  });

  it('gives a folder as a zip', async () => {
    await files.writeFile(at('folder/a'), Buffer.from('hello'), { parents: true });
    const chunks: Buffer[] = [];
    for await (const chunk of await files.openZip([{ place: at('folder'), name: 'folder' }])) {
      chunks.push(chunk as Buffer);
    }
    const zip = Buffer.concat(chunks);
    expect(zip.includes('folder/ahello')).toBe(true);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32('hello'));
    expect(zip.includes(checksum)).toBe(true);
    await expect(files.openZip([{ place: at('nowhere'), name: 'x' }])).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('reaches none of that through a link', async () => {
    const { outside } = underTest();
    writeFileSync(`${outside}/secret`, 'secret');
    execFileSync('ln', ['-s', outside, inVolume('link')]);
    handOver();
    const wish = { sort: 'name', descending: false, hidden: true, limit: 9 } as const;
    expect((await files.page(at('link'), wish)).items).toEqual([]);
    for (const act of [
      () => files.openZip([{ place: at('link'), name: 'x' }]),
      () => files.append(at('link/secret'), 6, Readable.from([Buffer.from('x')])),
      () => files.rename(at('link/secret'), at('mine')),
      () => files.writeFile(at('link/secret'), Buffer.from('x'))
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(readFileSync(`${outside}/secret`, 'utf8')).toBe('secret');
    expect(names()).toEqual(['link']);
  });
}
