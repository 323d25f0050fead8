/**
 * Builds `labextension/` from `lib/` with JupyterLab's own bundler, without Python.
 *
 * The versions of JupyterLab's packages that the extension asks for are those it was compiled against (the oldest
 * supported JupyterLab), not those of the bundler's metadata: so no JupyterLab of the range warns about them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(join(root, 'package.json'));
const core = JSON.parse(readFileSync(require.resolve('@jupyterlab/core-meta/core.package.json')));

function compiledAgainst(name) {
  const manifest = join(root, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const [major, minor] = JSON.parse(readFileSync(manifest)).version.split('.');
  return name.startsWith('@jupyterlab/') ? `^${major}.${minor}.0` : `^${major}.0.0`;
}

for (const ranges of [core.dependencies, core.resolutions ?? {}]) {
  for (const name of Object.keys(ranges)) ranges[name] = compiledAgainst(name) ?? ranges[name];
}

const scratch = mkdtempSync(join(tmpdir(), 'labcommons-build-'));
try {
  const coreFile = join(scratch, 'core.package.json');
  writeFileSync(coreFile, JSON.stringify(core));
  const builder = join(dirname(require.resolve('@jupyter/builder')), 'build-labextension.js');
  execFileSync(process.execPath, [builder, '--core-package-file', coreFile, root], {
    cwd: root,
    stdio: ['ignore', process.argv.includes('--quiet') ? 'ignore' : 'inherit', 'inherit']
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const manifest = join(root, 'labextension', 'package.json');
const built = JSON.parse(readFileSync(manifest));
if (!built.jupyterlab._build?.load) throw new Error('The bundler left no entry point behind.');
// What is pinned for compiling is a lower bound for running: `jupyter labextension list` calls a newer JupyterLab
// incompatible with an exact version.
for (const [name, version] of Object.entries(built.dependencies)) {
  if (/^\d/.test(version)) built.dependencies[name] = `^${version}`;
}
writeFileSync(manifest, `${JSON.stringify(built, null, 2)}\n`);
console.log(
  `labextension/ is ready: ${built.name} ${built.version}, ${built.jupyterlab._build.load}`
);
