import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { mayMount } from '../../tests/files/may-mount.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

const DISK_FULL = { code: 'disk-full' };

(mayMount() ? describe : describe.skip)('on a disk of 2 MB', () => {
  let temporary: TemporaryFiles;
  let volume: string;
  const at = (path: string) => ({ directory: volume, path });

  beforeEach(() => {
    temporary = temporaryFiles();
    volume = join(temporary.directory, 'volume');
    mkdirSync(volume);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,nr_inodes=20', 'none', volume]);
    writeFileSync(join(volume, 'kept'), 'old');
  });
  afterEach(() => {
    execFileSync('umount', [volume]);
    temporary.remove();
  });

  it('says that it is full, keeps the old file and leaves nothing of the new one', async () => {
    const { files } = temporary;
    const large = Buffer.alloc(3_000_000, 'x');
    await expect(files.writeFile(at('kept'), large)).rejects.toMatchObject(DISK_FULL);
    await expect(files.writeFile(at('new'), Readable.from([large]))).rejects.toMatchObject(
      DISK_FULL
    );
    expect(readdirSync(volume)).toEqual(['kept']);
    expect(readFileSync(join(volume, 'kept'), 'utf8')).toBe('old');
    await files.writeFile(at('small'), Buffer.from('fits again'));
  });

  it('copies nothing that does not fit', async () => {
    const { files } = temporary;
    await files.writeFile(at('large'), Buffer.alloc(1_500_000, 'x'));
    await expect(files.copyFile(at('large'), at('copy'), { maxBytes: 1e9 })).rejects.toMatchObject(
      DISK_FULL
    );
    expect(readdirSync(volume).sort()).toEqual(['kept', 'large']);
  });

  it('removes when no entry can be made any more', async () => {
    const { files } = temporary;
    await files.makeDirectory(at('d'));
    const making = Array.from({ length: 30 }, (_, n) => files.makeDirectory(at(`d/${n}`)));
    const outcomes = await Promise.allSettled(making);
    const failed = outcomes.filter(outcome => outcome.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    failed.forEach(outcome => expect(outcome).toMatchObject({ reason: DISK_FULL }));
    await files.remove(at('d'));
    expect(readdirSync(volume)).toEqual(['kept']);
  });
});
