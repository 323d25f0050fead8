// `npm start`: sees to everything a hub needs on this machine, then runs it. Plain Node: nothing is installed yet.
import { resolve } from 'node:path';

import { ensureDefaultImage } from './default-image.mjs';
import { ensureEngine } from './engine.mjs';
import { needNode } from './node-version.mjs';
import { build, installPackages } from './packages.mjs';
import { printFailure } from './progress.mjs';

const root = resolve(import.meta.dirname, '..');

try {
  needNode();
  await installPackages(root);
  await build(root);
  const { loadConfig } = await import('../hub/lib/src/config.js');
  const { DEFAULT_IMAGE } = await import('../hub/lib/src/settings-file.js');
  const { supervise } = await import('../hub/lib/src/supervisor.js');
  const { config } = loadConfig(process.env);
  // An engine of another machine is not ours to install or to build on: the hub pulls what it needs there.
  if (!config.engine.remote) {
    const docker = await ensureEngine(config.engine.socket);
    const stock = { images: config.images, stockImage: DEFAULT_IMAGE };
    const image = await ensureDefaultImage(docker, root, stock);
    if (image) {
      process.env.LABCOMMONS_IMAGE = image;
    }
  }
  process.exitCode = await supervise(process.env);
} catch (error) {
  if (error.name === 'ConfigError' || error.name === 'AlreadyRunning') {
    console.error(`\n${error.message}`);
  } else {
    printFailure(error);
  }
  process.exitCode = 1;
}
