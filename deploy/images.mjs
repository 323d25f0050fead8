// Builds the images of images/ on an engine, once: a label with the hash of what each was made from says whether it is
// still right. The ground is Debian by debootstrap, so that no container registry is needed.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { aptInstall, mayInstall } from './apt.mjs';
import { authoritiesOfThisMachine } from './certificates.mjs';
import { pipSettings } from './pip-settings.mjs';
import { SetupError, run, step } from './progress.mjs';
import { contentHash } from './stamp.mjs';

const LABEL = 'labcommons.content';
const RELEASE = 'bookworm';
const MIRROR = 'http://deb.debian.org/debian';

/** What an image is made from; `on` is the image under it, `add` puts more than the folder beside its Dockerfile. */
const RECIPES = {
  base: { folder: 'base', on: null },
  node: { folder: 'node', on: 'base', add: addNode },
  'minimal-notebook': { folder: 'notebook', on: 'base', requirements: 'lab46.txt' },
  'test-lab46': { folder: 'notebook', on: 'base', requirements: 'lab46.txt' },
  'test-lab42': { folder: 'notebook', on: 'base', requirements: 'lab42.txt' },
  'scipy-notebook': { folder: 'scipy-notebook', on: 'minimal-notebook' },
  'r-notebook': { folder: 'r-notebook', on: 'minimal-notebook' },
  'test-collaboration': { folder: 'collaboration', on: 'test-lab46' },
  'test-apps': { folder: 'apps', on: 'test-lab46' }
};

const repositoryOf = name => `labcommons/${name}`;

/** Reference of an image of ours. */
export const imageReference = name => `${repositoryOf(name)}:latest`;

/** Of everything that ends up in the image; where pip finds its packages does not. */
function hashOf(root, name, authorities) {
  const { folder, on, requirements = '' } = RECIPES[name];
  const under = on ? [hashOf(root, on, authorities), ...authorities.keys()] : [];
  return contentHash(root, [join('images', folder)], [...under, requirements].join('\n'));
}

/**
 * Sees to it that the engine has the images, and those under them.
 * @param names - of {@link RECIPES}
 */
export async function ensureImages(docker, root, names) {
  const authorities = authoritiesOfThisMachine();
  const pip = pipSettings();
  const ensure = async name => {
    const hash = hashOf(root, name, authorities);
    if ((await docker.imageLabels(imageReference(name)))?.[LABEL] === hash) {
      return;
    }
    const recipe = RECIPES[name];
    if (recipe.on) {
      await ensure(recipe.on);
    }
    await step(`Building the image ${repositoryOf(name)}`, report =>
      recipe.on
        ? buildOnto(docker, root, { name, hash, authorities, pip }, report)
        : bootstrap(docker, root, { name, hash }, report)
    );
  };
  for (const name of names) {
    await ensure(name);
  }
}

async function inTemporaryDirectory(work) {
  const directory = mkdtempSync(join(tmpdir(), 'labcommons-image-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A tar archive of a directory, as a stream that fails when tar does. */
function archive(directory, options = []) {
  const child = spawn('tar', ['-C', directory, ...options, '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  child.on('error', error => child.stdout.destroy(error));
  child.on('close', code => code && child.stdout.destroy(new Error(`tar ended with ${code}`)));
  return child.stdout;
}

async function buildOnto(docker, root, { name, hash, authorities, pip }, report) {
  await inTemporaryDirectory(async context => {
    const { folder, requirements, add } = RECIPES[name];
    cpSync(join(root, 'images', folder), context, { recursive: true });
    const more = add?.(context);
    mkdirSync(join(context, 'certificates'));
    for (const [file, pem] of authorities) {
      writeFileSync(join(context, 'certificates', file), pem);
    }
    mkdirSync(join(context, 'wheels'));
    if (pip.findLinks && existsSync(pip.findLinks) && statSync(pip.findLinks).isDirectory()) {
      cpSync(pip.findLinks, join(context, 'wheels'), { recursive: true });
    }
    const options = {
      tags: [imageReference(name)],
      labels: { [LABEL]: hash },
      buildArgs: { ...(more ?? pip.buildArgs), ...(requirements && { REQUIREMENTS: requirements }) }
    };
    await docker.build(archive(context, ['--owner=0', '--group=0']), options, report);
  });
}

/** Node and npm of this machine. @returns build arguments: where npm finds packages */
function addNode(context) {
  const prefix = dirname(dirname(process.execPath));
  for (const part of ['bin/node', 'include/node', 'lib/node_modules/npm']) {
    const options = { recursive: true, dereference: true };
    cpSync(join(prefix, part), join(context, 'node', part), options);
  }
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  return { NPM_REGISTRY: stdout.trim() };
}

async function bootstrap(docker, root, { name, hash }, report) {
  await needDebootstrap(report);
  const packages = readFileSync(join(root, 'images/base/packages.txt'), 'utf8').trim().split(/\s+/);
  await inTemporaryDirectory(async directory => {
    const target = join(directory, 'root');
    const options = ['--variant=minbase', `--include=${packages.join(',')}`, RELEASE, target];
    await run('debootstrap', [...options, MIRROR], {
      report,
      advice: `Debian's packages must be reachable at ${MIRROR}.`
    });
    for (const place of ['var/cache/apt/archives', 'var/lib/apt/lists', 'var/log']) {
      for (const entry of readdirSync(join(target, place))) {
        rmSync(join(target, place, entry), { recursive: true });
      }
    }
    const sources = [
      `deb ${MIRROR} ${RELEASE} main`,
      `deb ${MIRROR} ${RELEASE}-updates main`,
      `deb ${MIRROR}-security ${RELEASE}-security main`
    ];
    writeFileSync(join(target, 'etc/apt/sources.list'), `${sources.join('\n')}\n`);
    report('Handing the image to the engine');
    const tar = archive(target, ['--numeric-owner']);
    await docker.importImage(tar, { repository: repositoryOf(name), labels: { [LABEL]: hash } });
  });
}

async function needDebootstrap(report) {
  if (existsSync('/usr/sbin/debootstrap') && process.getuid() === 0) {
    return;
  }
  if (!mayInstall()) {
    throw new SetupError('No container registry is reachable, and an image cannot be made here', {
      advice:
        'Making one from Debian packages needs root on Debian or Ubuntu. Run `npm start` once as root (sudo npm start) ' +
        'to make it, or name an image that your engine has or can pull in LABCOMMONS_CONFIG.'
    });
  }
  await aptInstall(['debootstrap', 'debian-archive-keyring'], report);
}
