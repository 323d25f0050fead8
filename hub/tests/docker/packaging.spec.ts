import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';

import { until } from '../../src/testing/until.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';

jest.setTimeout(300_000);

const ROOT = resolve(import.meta.dirname, '../../..');
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly types: string;
  readonly style: string;
  readonly styleModule: string;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** Settings of pip on this machine, for a container. */
function pipEnvironment(): string[] {
  const program = `import { pipSettings } from ${JSON.stringify(join(ROOT, 'deploy/pip-settings.mjs'))};
    process.stdout.write(JSON.stringify(pipSettings().buildArgs));`;
  const settings = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  ) as Record<string, string>;
  return Object.entries({ ...settings, PIP_CERT: CERTIFICATES, SSL_CERT_FILE: CERTIFICATES })
    .map(([name, value]) => ['--env', `${name}=${value}`])
    .flat();
}

/** Runs a shell script in a new container of the stock test image. */
function inContainer(script: string, options: readonly string[]): string {
  return execFileSync(
    'docker',
    [
      ...['run', '--rm', '--label', 'labcommons.test=packaging', '--entrypoint', 'sh'],
      ...options,
      ...[TEST_IMAGE, '-ec', script]
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
  );
}

/** Packs one of the npm packages. @returns the archive and the names in it */
function pack(args: readonly string[], to: string): { archive: string; names: Set<string> } {
  execFileSync('npm', ['pack', '--pack-destination', to, ...args], { cwd: ROOT, stdio: 'pipe' });
  const [archive] = readdirSync(to);
  const file = join(to, archive ?? '');
  const listed = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n');
  return { archive: file, names: new Set(listed.map(name => name.replace('package/', ''))) };
}

/** As a browser goes to it: `fetch` says that it is another page that asks. */
async function pageAt(url: string): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).on('error', reject);
  });
  expect(response.statusCode).toBe(200);
  return text(response);
}

describe('packages', () => {
  let directory: string;
  const made = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path);
    return path;
  };

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'lc-packages-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('of the extension for npm hold all that their manifest names, and nothing of the hub', () => {
    const { names } = pack([], made('npm'));
    const built = JSON.parse(readFileSync(join(ROOT, 'labextension/package.json'), 'utf8')) as {
      jupyterlab: { _build: { load: string } };
    };
    const needed = [
      ...[manifest.main, manifest.types, manifest.style, manifest.styleModule],
      ...readdirSync(join(ROOT, 'schema')).map(name => `schema/${name}`),
      `labextension/${built.jupyterlab._build.load}`,
      'LICENSE'
    ];
    expect(needed.filter(name => !names.has(name))).toEqual([]);
    expect([...names].filter(name => /^hub\/|\.spec\.|\/testing\//.test(name))).toEqual([]);
  });

  it('of the extension for pip are the same each time, and JupyterLab finds what they bring', () => {
    const wheels = made('wheels');
    const files = ['labextension', 'install.json', 'package.json', 'pyproject.toml'];
    const mounts = [...files, 'README.md', 'LICENSE'].flatMap(name => [
      '--volume',
      `${join(ROOT, name)}:/source/${name}:ro`
    ]);
    const once = (into: string): Buffer => {
      const to = made(join('wheels', into));
      inContainer(
        'cp -R /source /tmp/source && pip wheel --quiet --no-deps --wheel-dir /tmp /tmp/source && cp /tmp/*.whl /out/',
        ['--user', '0', '--network', 'host', ...pipEnvironment(), ...mounts, '-v', `${to}:/out`]
      );
      const [name = ''] = readdirSync(to);
      expect(name).toBe(`labcommons-${manifest.version}-py3-none-any.whl`);
      return readFileSync(join(to, name));
    };
    const [first, second] = [once('first'), once('second')].map(bytes =>
      createHash('sha256').update(bytes).digest('hex')
    );
    expect(second).toBe(first);

    const found = inContainer(
      'pip install --quiet --no-index --no-deps /wheels/*.whl && jupyter labextension list 2>&1',
      ['--volume', `${join(wheels, 'first')}:/wheels:ro`]
    );
    expect(stripVTControlCharacters(found)).toContain(
      `labcommons v${manifest.version} enabled OK (python, labcommons)`
    );
  });
});

describe('the package of the hub', () => {
  let directory: string;
  let real: RealEngine;
  let hub: ChildProcess | null = null;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lc-hub-package-'));
    real = await openRealEngine();
  });
  afterAll(async () => {
    hub?.kill('SIGKILL');
    await real?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('installs into an empty directory and runs a hub there with its labcommons command', async () => {
    const packed = join(directory, 'packed');
    mkdirSync(packed);
    const { archive, names } = pack(['--workspace', 'hub'], packed);
    expect([...names].filter(name => /\.spec\.|\/testing\/|\.ts$/.test(name))).toEqual([]);
    expect(names.has('labextension/package.json')).toBe(true);
    expect(readdirSync(join(ROOT, 'hub'))).not.toContain('labextension');

    const clean = join(directory, 'clean');
    mkdirSync(clean);
    writeFileSync(join(clean, 'package.json'), '{"private":true}');
    const npm = ['install', '--no-audit', '--no-fund', archive];
    execFileSync('npm', npm, { cwd: clean, stdio: 'pipe' });
    const settings = join(clean, 'labcommons.yaml');
    writeFileSync(
      settings,
      JSON.stringify({
        images: [{ id: 'stock', title: 'Stock', description: '', reference: TEST_IMAGE }],
        domains: [{ id: 'small', title: 'Small', images: ['stock'], memoryBytes: 2 ** 30 }]
      })
    );

    let printed = '';
    hub = spawn(join(clean, 'node_modules/.bin/labcommons'), ['start'], {
      cwd: clean,
      env: {
        PATH: process.env.PATH,
        LABCOMMONS_PORT: '0',
        LABCOMMONS_CONFIG: settings,
        LABCOMMONS_DEMO: '0'
      },
      stdio: ['ignore', 'pipe', 'pipe']
    });
    const ended = new Promise<number | null>(done => hub?.once('exit', done));
    hub.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    hub.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await until('the hub is ready', () => printed.includes('LabCommons is ready at'), 120_000);
    const [, url = ''] = /ready at (\S+)/.exec(printed) ?? [];
    const page = await pageAt(`${url}hub/login`);
    expect(page).toContain('data-page="sign-in"');
    const [, script = ''] = /src="([^"]+\.js)"/.exec(page) ?? [];
    expect((await fetch(new URL(script, url))).status).toBe(200);

    hub.kill('SIGTERM');
    expect(await ended).toBe(0);
    hub = null;
  });
});
