import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startSwapping, stopSwapping } from '../testing/path-swapper.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { until } from '../testing/until.js';

let world: TemporaryFiles;
beforeEach(() => (world = temporaryFiles()));
afterEach(() => world.remove());

const at = (path: string) => join(world.directory, path);
const names = (path = '', options: { limit: number; after?: string } = { limit: 100 }) =>
  world.files.names({ directory: world.directory, path }, options);

describe('names of a folder', () => {
  it('are those of files and folders that anybody looks for', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('é'), '');
    writeFileSync(at('a b\n"c"'), '');
    writeFileSync(at('.hidden'), '');
    symlinkSync('/etc', at('link'));
    execFileSync('mkfifo', [at('fifo')]);
    writeFileSync(Buffer.concat([Buffer.from(at('bad-')), Buffer.from([0xff])]), '');
    expect(await names()).toEqual({
      items: [
        { name: 'a b\n"c"', isFolder: false },
        { name: 'bad-\uefff', isFolder: false },
        { name: 'folder', isFolder: true },
        { name: 'é', isFolder: false }
      ],
      next: null
    });
  });

  it('come page by page, also over names that are left out', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      writeFileSync(at(name), '');
    }
    symlinkSync('a', at('bb'));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await names('', { limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.items.map(({ name }) => name));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it.each(['nothing', 'file', 'link', '../x', 'a//b'])('of %s are refused', async path => {
    writeFileSync(at('file'), '');
    symlinkSync('/etc', at('link'));
    await expect(names(path)).rejects.toMatchObject({
      code: expect.stringMatching(/^(not-found|invalid-request)$/)
    });
  });

  it('never come from behind a link, however often one takes the place of the folder', async () => {
    mkdirSync(at('volume/folder'), { recursive: true });
    mkdirSync(at('outside/tree'), { recursive: true });
    writeFileSync(at('volume/folder/mine'), '');
    writeFileSync(at('volume/file'), '');
    writeFileSync(at('outside/tree/secret'), '');
    const place = { directory: at('volume'), path: 'folder' };
    const seen = new Set<string>();
    const attacker = await startSwapping(at('volume'), at('outside'));
    const look = async () => {
      const page = await world.files.names(place, { limit: 9 }).catch(() => null);
      page?.items.forEach(({ name }) => seen.add(name));
      seen.add(page ? 'let through' : 'refused');
      return seen.has('let through') && seen.has('refused');
    };
    try {
      for (let times = 0; times < 500; times++) {
        await look();
      }
      await until('both sides of a swap', look, 20_000);
    } finally {
      await stopSwapping(attacker);
    }
    expect([...seen].sort()).toEqual(['let through', 'mine', 'refused']);
  });
});
