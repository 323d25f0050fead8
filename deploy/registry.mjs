// A container registry program, for the tests of pulling.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { mayInstall } from './apt.mjs';
import { run, step } from './progress.mjs';

/**
 * Path of Debian's registry, unpacked but not installed: an installed one would start to serve this machine.
 * @returns null where there are no Debian packages to be had; then the tests of pulling are skipped
 */
export async function ensureRegistry(root) {
  const directory = join(root, 'node_modules/.cache/registry');
  const program = join(directory, 'usr/bin/docker-registry');
  if (!existsSync(program) && mayInstall()) {
    mkdirSync(directory, { recursive: true });
    await step('Getting a container registry', async report => {
      const options = { cwd: directory, report, advice: 'Is a Debian mirror reachable?' };
      await run('apt-get', ['update'], options);
      await run(
        'apt-get',
        ['-o', 'APT::Sandbox::User=root', 'download', 'docker-registry'],
        options
      );
      const archive = readdirSync(directory).find(name => name.endsWith('.deb'));
      await run('dpkg-deb', ['--extract', archive, '.'], options);
    });
  }
  return existsSync(program) ? program : null;
}
