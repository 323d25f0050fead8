import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse } from 'yaml';

import { loadConfig } from '../hub/src/config.js';

const ROOT = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Compose {
  readonly services: {
    readonly hub: {
      readonly build: { readonly context: string; readonly dockerfile: string };
      readonly environment: Record<string, string | null>;
      readonly volumes: readonly string[];
    };
  };
}

describe('the hub by Compose', () => {
  const { hub } = (parse(read('deploy/compose.yaml')) as Compose).services;
  const substituted = (text: string, values: Record<string, string> = {}): string =>
    text.replace(/\$\{(\w+):-([^}]*)\}/g, (_all, name: string, value: string) => {
      return values[name] ?? value;
    });

  it('has only settings that there are, and starts with what it has when nothing is said', () => {
    const environment = Object.fromEntries(
      Object.entries(hub.environment).flatMap(([name, value]) =>
        value === null ? [] : [[name, substituted(value)]]
      )
    );
    const { config } = loadConfig(environment);
    expect(config).toMatchObject({ dataDir: '/srv/labcommons', host: '127.0.0.1', port: 8000 });
    const names = Object.keys(hub.environment);
    expect(names.filter(name => !read('README.md').includes(`\`${name}\``))).toEqual([]);
  });

  it.each<Record<string, string>>([{}, { LABCOMMONS_DATA: '/data/hub' }])(
    'has the data directory under one path inside and outside: %j',
    values => {
      const [socket, data = ''] = hub.volumes.map(volume => substituted(volume, values));
      expect(socket).toBe('/var/run/docker.sock:/var/run/docker.sock');
      const directory = substituted(hub.environment['LABCOMMONS_DATA'] ?? '', values);
      expect(data).toBe(`${directory}:${directory}:rshared`);
    }
  );

  it('is built from files that there are, none of which is left out of what the engine gets', () => {
    const dockerfile = read(join('deploy', hub.build.context, hub.build.dockerfile));
    const [everything, ...kept] = read('.dockerignore').trim().split('\n');
    expect(everything).toBe('*');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, sources = '']) => sources.split(' '))
      .filter(source => source !== '.');
    expect(copied.length).toBeGreaterThan(3);
    expect(copied.filter(source => !existsSync(join(ROOT, source)))).toEqual([]);
    const isKept = (source: string): boolean =>
      kept.some(line => {
        const pattern = line.slice(1).replace(/\./g, '\\.').replace(/\*/g, '[^/]*');
        return line.startsWith('!') && new RegExp(`^${pattern}(/|$)`).test(source);
      });
    expect(copied.filter(source => !isKept(source))).toEqual([]);
  });
});
