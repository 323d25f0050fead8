import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ConfigError, loadConfig } from './config.js';

const engineOf = (env: Record<string, string>) => loadConfig(env).config.engine;

function linesOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    return (error as ConfigError).lines.join('\n');
  }
  return '';
}

describe('the engine that is used', () => {
  it.each([
    [{}, { socket: '/var/run/docker.sock' }],
    [{ DOCKER_HOST: 'unix:///run/user/1/docker.sock' }, { socket: '/run/user/1/docker.sock' }],
    [{ DOCKER_HOST: 'ssh://kim@node.example' }, { remote: { address: 'ssh://kim@node.example' } }],
    [
      {
        DOCKER_HOST: 'tcp://node.example:2376',
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: '/etc/engine'
      },
      {
        remote: {
          address: 'tcp://node.example:2376',
          tls: {
            authority: '/etc/engine/ca.pem',
            certificate: '/etc/engine/cert.pem',
            key: '/etc/engine/key.pem'
          }
        }
      }
    ]
  ])('%j', (env, engine) => {
    expect(engineOf(env)).toMatchObject(engine);
  });

  it.each(['tcp://node.example:2375', 'http://node.example', 'node.example'])(
    'is not one that anybody on the way can use: %s',
    host => {
      expect(linesOf({ DOCKER_HOST: host })).toMatch(/^DOCKER_HOST: must be/);
    }
  );

  describe('by the settings file', () => {
    let directory: string;
    beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'lc-config-'))));
    afterEach(() => rmSync(directory, { recursive: true }));

    it.each([
      [{ address: 'tcp://node.example:2376' }, /tls belongs to an address of tcp/],
      [
        {
          address: 'ssh://node.example',
          tls: { authority: '/a', certificate: '/b', key: '/c' }
        },
        /tls belongs to an address of tcp/
      ],
      [{ address: 'ssh://node.example/path' }, /must be tcp:\/\/host:port or ssh/]
    ])('%j is refused', (remote, words) => {
      const file = join(directory, 'labcommons.yaml');
      writeFileSync(file, JSON.stringify({ engine: { remote } }));
      expect(linesOf({ LABCOMMONS_CONFIG: file })).toMatch(words);
    });
  });
});
