import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bringAlong } from './installation.js';

describe('what the hub brings along for containers', () => {
  let directory: string;
  const at = (path: string) => join(directory, path);
  const bring = () =>
    bringAlong(
      {
        extension: at('from/labextension'),
        config: at('from/jupyter-config'),
        runner: at('from/runner.py'),
        docs: at('from/docs')
      },
      at('data/installed')
    );

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lc-installation-'));
    mkdirSync(at('from/labextension/static'), { recursive: true });
    writeFileSync(at('from/labextension/package.json'), '{"version": 1}', { mode: 0o600 });
    writeFileSync(at('from/labextension/static/entry.1.js'), 'one');
    mkdirSync(at('from/jupyter-config/labconfig'), { recursive: true });
    writeFileSync(at('from/jupyter-config/labconfig/defaults.json'), '{}');
    writeFileSync(at('from/runner.py'), 'run()');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('lies in the data directory, for everybody to read', () => {
    const { extension, config, runner, docs } = bring();
    expect(readFileSync(join(config, 'labconfig/defaults.json'), 'utf8')).toBe('{}');
    expect([extension, config, runner]).toEqual([
      at('data/installed/labextension'),
      at('data/installed/jupyter-config'),
      at('data/installed/runner.py')
    ]);
    expect(docs).toBe(at('from/docs'));
    expect(readFileSync(join(extension, 'static/entry.1.js'), 'utf8')).toBe('one');
    expect(readFileSync(runner, 'utf8')).toBe('run()');
    const modes = [extension, join(extension, 'package.json')].map(
      path => statSync(path).mode & 0o777
    );
    expect(modes).toEqual([0o755, 0o644]);
  });

  it('follows an upgrade in its place, and leaves alone what is the same', () => {
    const { extension } = bring();
    const before = [extension, join(extension, 'static')].map(path => statSync(path).ino);
    const same = statSync(at('data/installed/runner.py')).ino;
    writeFileSync(at('from/labextension/package.json'), '{"version": 2}');
    rmSync(at('from/labextension/static/entry.1.js'));
    writeFileSync(at('from/labextension/static/entry.2.js'), 'two');
    bring();
    expect([extension, join(extension, 'static')].map(path => statSync(path).ino)).toEqual(before);
    expect(statSync(at('data/installed/runner.py')).ino).toBe(same);
    expect(readFileSync(join(extension, 'package.json'), 'utf8')).toBe('{"version": 2}');
    expect(readdirSync(join(extension, 'static'))).toEqual(['entry.2.js']);
  });
});
