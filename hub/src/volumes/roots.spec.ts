import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError, loadConfig } from '../config.js';

describe('root volumes of the settings', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcommons-roots-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function load(roots: object[]) {
    const file = join(directory, 'config.yaml');
    writeFileSync(file, JSON.stringify({ roots }));
    return loadConfig({ LABCOMMONS_CONFIG: file }).config.roots;
  }
  const root = (name: string, more = {}) => ({ name, title: name, ...more });
  const BOTH = [root('Storage'), root('Temporary')];

  it('are Storage with ten GiB and Temporary without a limit, when nothing is said', () => {
    expect(loadConfig({}).config.roots).toMatchObject([
      { name: 'Storage', bytesPerUser: 10 * 1024 ** 3, filesPerUser: null },
      { name: 'Temporary', bytesPerUser: null, filesPerUser: null }
    ]);
  });

  it('are as many as are named, with limits of their own', () => {
    expect(
      load([...BOTH, root('Fast', { bytesPerUser: 5, filesPerUser: 7 })]).at(-1)
    ).toMatchObject({
      name: 'Fast',
      bytesPerUser: 5,
      filesPerUser: 7
    });
  });

  it('are open to everyone unless something else is said', () => {
    const closed = root('Fast', { public: false });
    expect(load([...BOTH, closed]).map(({ public: isPublic }) => isPublic)).toEqual([
      true,
      true,
      false
    ]);
  });

  it('keep files for ever but in Temporary, unless something else is said', () => {
    const days = (roots: object[]) => load(roots).map(({ expiresAfterDays }) => expiresAfterDays);
    expect(loadConfig({}).config.roots.map(({ expiresAfterDays }) => expiresAfterDays)).toEqual([
      null,
      30
    ]);
    expect(days([...BOTH, root('Fast')])).toEqual([null, 30, null]);
    expect(
      days([
        root('Storage', { expiresAfterDays: 400 }),
        root('Temporary', { expiresAfterDays: null })
      ])
    ).toEqual([400, null]);
  });

  it.each([[0], [-3], [1.5], ['30 days'], [36_501], [{}]])(
    'are refused with files that expire after %j, in words',
    expiresAfterDays => {
      const roots = [root('Storage'), root('Temporary', { expiresAfterDays })];
      expect(() => load(roots)).toThrow(
        'roots.1.expiresAfterDays: must be a whole number of days, 1 to 36500, or null for never'
      );
    }
  );

  it.each([
    ['without those of the default volumes', [root('Storage')]],
    ['twice the same', [...BOTH, root('Storage')]],
    ['called like the data volumes', [...BOTH, root('Data')]],
    ['called like a path', [...BOTH, root('../x')]],
    ['with a limit below nothing', [...BOTH, root('Fast', { bytesPerUser: -1 })]]
  ])('are refused %s', (_, roots) => {
    expect(() => load(roots)).toThrow(ConfigError);
  });
});
