import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { loadConfig } from './config.js';
import { prepareDataDirectory } from './data-directory.js';
import { logDirectory } from './data-paths.js';
import { platformIdentity } from './identity.js';

const identity = platformIdentity({
  getuid: () => process.getuid!(),
  getgid: () => process.getgid!()
});
const asRoot = process.getuid!() === 0 ? it : it.skip;

describe('prepareDataDirectory', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'labcommons-data-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const configOf = (dataDir: string) => loadConfig({ LABCOMMONS_DATA: dataDir }).config;
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('gives users’ files to the platform identity and keeps the rest for the hub', () => {
    const config = configOf(join(parent, 'data'));
    prepareDataDirectory(config, identity);
    prepareDataDirectory(config, identity);
    const { paths } = config;
    expect(modeOf(config.dataDir)).toBe('711');
    expect(modeOf(paths.run)).toBe('700');
    expect(modeOf(logDirectory(config))).toBe('700');
    expect(modeOf(paths.database)).toBe('600');
    for (const path of [paths.volumes, paths.jobs, dirname(paths.filesSocket)]) {
      expect(statSync(path).uid).toBe(identity.uid);
      expect(modeOf(path)).toBe('700');
    }
    expect(statSync(paths.database).uid).toBe(process.getuid!());
  });

  it('says which file is in the way', () => {
    writeFileSync(join(parent, 'data'), '');
    const prepare = () => prepareDataDirectory(configOf(join(parent, 'data')), identity);
    expect(prepare).toThrow(/LABCOMMONS_DATA: .*data/);
  });

  it('refuses a path in which sockets have no room', () => {
    const config = configOf(join(parent, 'x'.repeat(90)));
    expect(() => prepareDataDirectory(config, identity)).toThrow(/too long/);
  });

  asRoot('refuses files of another identity, and says how to hand them over', () => {
    const config = configOf(parent);
    mkdirSync(config.paths.volumes);
    chownSync(config.paths.volumes, 4711, 4711);
    expect(() => prepareDataDirectory(config, identity)).toThrow(/4711.*chown -R 1000:100/);
  });
});
