// Where pip finds packages on this machine, so that a build in a container finds them there too.
import { spawnSync } from 'node:child_process';

const PASSED_ON = {
  'index-url': 'PIP_INDEX_URL',
  'extra-index-url': 'PIP_EXTRA_INDEX_URL',
  'trusted-host': 'PIP_TRUSTED_HOST',
  'default-timeout': 'PIP_DEFAULT_TIMEOUT'
};

/** Settings by name out of `pip config list`: `global.index-url='…'` and `:env:.find-links='…'`; the last wins. */
export function parsePipConfig(text) {
  const settings = {};
  for (const line of text.split('\n')) {
    const found = /^[^=]*?\.([a-z-]+)='(.*)'$/.exec(line.trim());
    if (found) {
      settings[found[1]] = found[2].replaceAll('\\n', ' ').trim();
    }
  }
  return settings;
}

/** Build arguments for pip, and the place of further wheels, a directory or an address; null when there is none. */
export function pipSettings() {
  const { stdout } = spawnSync('python3', ['-m', 'pip', 'config', 'list'], { encoding: 'utf8' });
  const settings = parsePipConfig(stdout ?? '');
  for (const [name, variable] of Object.entries({ ...PASSED_ON, 'find-links': 'PIP_FIND_LINKS' })) {
    settings[name] = process.env[variable] ?? settings[name];
  }
  const entries = Object.entries(PASSED_ON).map(([name, variable]) => [variable, settings[name]]);
  return {
    buildArgs: Object.fromEntries(entries.filter(([, value]) => value)),
    findLinks: settings['find-links'] ?? null
  };
}
