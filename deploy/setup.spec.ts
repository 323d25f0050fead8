import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The set-up is plain Node, so that it runs before anything is installed; here too it runs as that. */
function inNode<T>(module: string, expression: string): T {
  const program = `import * as it from ${JSON.stringify(join(import.meta.dirname, module))};
    process.stdout.write(JSON.stringify(await (${expression})));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program],
    { encoding: 'utf8' }
  );
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as T;
}

describe('the set-up', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcommons-setup-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const hash = () =>
    inNode<string>('stamp.mjs', `it.contentHash(${JSON.stringify(directory)}, ['a', 'missing'])`);

  it('notices every change of content and name, and nothing else', () => {
    mkdirSync(join(directory, 'a/node_modules'), { recursive: true });
    writeFileSync(join(directory, 'a/one'), 'text');
    const before = hash();
    writeFileSync(join(directory, 'a/node_modules/other'), 'text');
    writeFileSync(join(directory, 'elsewhere'), 'text');
    expect(hash()).toBe(before);
    writeFileSync(join(directory, 'a/one'), 'texts');
    const changed = hash();
    rmSync(join(directory, 'a/one'));
    writeFileSync(join(directory, 'a/two'), 'texts');
    expect(new Set([before, changed, hash()]).size).toBe(3);
  });

  it('knows whether packages are installed as the lock file says', () => {
    const lock = (packages: object) => JSON.stringify({ packages });
    const isInstalled = () =>
      inNode<boolean>('packages.mjs', `it.isInstalled(${JSON.stringify(directory)})`);
    expect(isInstalled()).toBe(false);
    const wanted = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/for-another-system': { version: '2.0.0', optional: true }
    };
    writeFileSync(join(directory, 'package-lock.json'), lock(wanted));
    mkdirSync(join(directory, 'node_modules'));
    const there = join(directory, 'node_modules/.package-lock.json');
    writeFileSync(there, lock({ 'node_modules/a': { version: '1.0.0' } }));
    expect(isInstalled()).toBe(true);
    writeFileSync(there, lock({ 'node_modules/a': { version: '0.9.0' } }));
    expect(isInstalled()).toBe(false);
  });

  it('counts a run without a report, without a test or with a bad exit code as failed', () => {
    const verdict = (counts: object | null, exitCode: number) =>
      inNode('suites.mjs', `it.verdict(${JSON.stringify(counts)}, ${exitCode})`);
    const good = { passed: 3, failed: 0, skipped: 1, flaky: 0 };
    expect(verdict(good, 0)).toEqual(good);
    expect(verdict(good, 1)).toEqual({ ...good, failed: 1 });
    expect(verdict(null, 0)).toMatchObject({ failed: 1 });
    expect(verdict({ passed: 0, failed: 0, skipped: 0 }, 0)).toMatchObject({ failed: 1 });
  });

  it('counts a suite that cannot be loaded', () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 0,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 1,
      numTodoTests: 0
    };
    expect(inNode('suites.mjs', `it.countJest(${JSON.stringify(report)})`)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      flaky: 0
    });
  });

  it('counts what passes at the second try as flaky, and what fails twice as failed', () => {
    const counted = (second: object) =>
      inNode(
        'suites.mjs',
        `it.withSecondTry({ passed: 10, failed: 2, skipped: 1 }, { passed: 3, failed: 2 }, ${JSON.stringify(second)})`
      );
    expect(counted({ passed: 5, failed: 0 })).toEqual({
      passed: 12,
      failed: 0,
      skipped: 1,
      flaky: 2
    });
    expect(counted({ passed: 4, failed: 1 })).toMatchObject({ passed: 11, failed: 1, flaky: 1 });
    expect(counted({ passed: 0, failed: 1 })).toMatchObject({ passed: 7, failed: 1 });
  });

  it('tries again the files in which a test failed', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed' },
        { name: 'b', status: 'failed' }
      ]
    };
    expect(inNode('suites.mjs', `it.failedFiles(${JSON.stringify(report)})`)).toEqual(['b']);
  });

  it('reads where pip looks for packages', () => {
    const text = `global.index-url='https://a/simple'\n:env:.index-url='https://b/simple'\nglobal.trusted-host='a'`;
    expect(inNode('pip-settings.mjs', `it.parsePipConfig(${JSON.stringify(text)})`)).toEqual({
      'index-url': 'https://b/simple',
      'trusted-host': 'a'
    });
  });

  it('refuses a Node that is too old', () => {
    expect(() => inNode('node-version.mjs', `it.needNode('20.18.9')`)).toThrow(/too old/);
    for (const version of ['20.19.0', '22.0.0']) {
      expect(inNode('node-version.mjs', `it.needNode('${version}') ?? null`)).toBeNull();
    }
  });

  it('says the step, the last lines and what to do when a program fails', () => {
    const tried = inNode<{ step: string; tail: string[]; advice: string }>(
      'progress.mjs',
      `(console.log = () => {}, it.step('Doing it', () =>
         it.run('sh', ['-c', 'echo out; echo reason >&2; exit 3'], { advice: 'Try again' })
       ).catch(({ step, tail, advice, message }) => ({ step, tail, advice, message })))`
    );
    expect(tried).toMatchObject({ step: 'Doing it', advice: 'Try again' });
    expect(tried.tail).toEqual(expect.arrayContaining(['out', 'reason']));
  });

  it('says how far a long step is, not what npm warns of', () => {
    const said = inNode<string[]>(
      'progress.mjs',
      `(async () => {
         const said = [];
         let look;
         console.log = line => said.push(line);
         globalThis.setInterval = callback => { look = callback; };
         await it.step('Doing it', report => {
           report('3 of 9');
           report('npm warn EBADENGINE }');
           look();
         });
         return said;
       })()`
    );
    expect(said[1]).toMatch(/: 3 of 9$/);
  });
});
