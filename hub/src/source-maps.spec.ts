import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

describe('stacks of errors', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcommons-stacks-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** What a program prints whose fourth line fails, below three that are not there when it runs. */
  function printedBy(...options: string[]): string {
    const source = join(directory, 'program.ts');
    const program = join(directory, 'program.mjs');
    writeFileSync(
      source,
      [
        `import { mapStacks } from '${join(import.meta.dirname, 'source-maps.ts')}';`,
        'interface Nothing {}',
        'mapStacks();',
        "const fail = (_: Nothing) => { throw new TypeError('on purpose'); };",
        'try { fail({}); } catch (error) { console.log((error as Error).stack); }'
      ].join('\n')
    );
    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
      source,
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--log-level=error',
      `--outfile=${program}`,
      ...options
    ]);
    return spawnSync(process.execPath, [program], { encoding: 'utf8' }).stdout;
  }

  it('name the places in the sources', () => {
    const [what, where, ...rest] = printedBy('--sourcemap').split('\n');
    expect(what).toBe('TypeError: on purpose');
    expect(where).toContain(`${join(directory, 'program.ts')}:4:38`);
    expect(rest[0]).toContain(`${join(directory, 'program.ts')}:5:7`);
  });

  it('name the places in the program where there is no map', () => {
    expect(printedBy().split('\n')[1]).toMatch(/program\.mjs:\d+:\d+/);
  });
});
