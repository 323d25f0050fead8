/**
 * Runs a plain JupyterLab in a container with nothing of ours but the mounted extension, until it is told to stop.
 * Usage: node start-lab.mjs <46|42> <port>
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const [version = '46', port = '18646'] = process.argv.slice(2);
const here = import.meta.dirname;
const extension = resolve(here, '../labextension');
if (!existsSync(resolve(extension, 'package.json'))) {
  console.error('labextension/ is missing: run `npm run build:extension` first.');
  process.exit(1);
}
const name = `labcommons-ui-lab${version}-${process.pid}`;
const container = spawn(
  'docker',
  [
    ...['run', '--rm', '--name', name, '--label', 'labcommons.test=ui'],
    ...['--publish', `127.0.0.1:${port}:8888`],
    ...['--volume', `${extension}:/opt/labcommons/share/jupyter/labextensions/labcommons:ro`],
    ...['--volume', `${resolve(here, 'jupyter_server_test_config.py')}:/srv/galata.py:ro`],
    ...['--env', 'JUPYTER_PATH=/opt/labcommons/share/jupyter'],
    ...['--env', 'DOCKER_STACKS_JUPYTER_CMD=lab'],
    `labcommons/test-lab${version}:latest`,
    ...['jupyter', 'lab', '--config', '/srv/galata.py']
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] }
);
container.on('exit', code => process.exit(code ?? 0));

function stop() {
  try {
    execFileSync('docker', ['rm', '--force', name], { stdio: 'ignore' });
  } catch {
    // It has gone by itself.
  }
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
