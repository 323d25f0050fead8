import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { AppError } from '../errors.js';
import { askHub } from './ask-hub.js';
import type { OperatorServices } from './operations.js';
import { OperatorServer } from './operator.js';

describe('the hub’s end for the command line', () => {
  let directory: string;
  let path: string;
  let server: OperatorServer;
  let bugs: unknown[];
  let disabled: string[];
  let expired: boolean;
  let swept: boolean[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcommons-operator-'));
    path = join(directory, 'operator.sock');
    bugs = [];
    disabled = [];
    [expired, swept] = [true, []];
    const accounts = {
      createUser: () => Promise.reject(new TypeError('a secret detail')),
      listUsers: () => [],
      setPassword: () => Promise.reject(new AppError('not-found', 'There is no user nobody')),
      setEmail: () => undefined,
      setDisabled: (name: string) => {
        disabled.push(name);
        return Promise.resolve();
      }
    };
    const notAsked = () => {
      throw new Error('not asked');
    };
    const services: OperatorServices = {
      accounts,
      replaceOwner: () => ({ group: { name: '' }, before: { name: '' } }),
      findVolume: () => null,
      sweepVolumes: async ({ remove }) => {
        swept.push(remove);
        const found = { address: 'Temporary/kim/scratch', files: 12, bytes: 4096, folders: 1 };
        return expired ? [found] : [];
      },
      dataVolumes: {
        register: () => Promise.reject(new Error('not asked')),
        remove: () => undefined
      },
      announcements: { list: notAsked, make: notAsked, end: notAsked },
      maintenance: { begin: notAsked, end: notAsked }
    };
    server = new OperatorServer(path, services, error => bugs.push(error));
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  const ask = (name: string) => askHub(path, { command: 'user disable', name }, { waitMs: 0 });

  /** What is answered to raw bytes. */
  function send(bytes: string): Promise<string> {
    const socket = createConnection(path);
    socket.end(bytes);
    return text(socket);
  }

  it('carries out what it is asked, and is for its own user only', async () => {
    await server.open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await ask('kim')).toEqual(['Disabled kim; every session and token has ended']);
    expect(disabled).toEqual(['kim']);
  });

  it('removes what has expired, or says what would go', async () => {
    await server.open();
    const sweep = (dryRun: boolean) =>
      askHub(path, { command: 'volume sweep', dryRun }, { waitMs: 0 });
    const table = [
      'VOLUME                 FILES  SIZE     FOLDERS',
      'Temporary/kim/scratch  12     4.0 KiB  1'
    ];
    expect(await sweep(false)).toEqual(['Removed:', ...table]);
    expect(await sweep(true)).toEqual(['These would be removed; nothing was:', ...table]);
    expect(swept).toEqual([true, false]);
    expired = false;
    expect(await sweep(false)).toEqual(['No file has expired']);
  });

  it('answers a refusal with its code', async () => {
    await server.open();
    await expect(
      askHub(path, { command: 'user password', name: 'nobody', password: null }, { waitMs: 0 })
    ).rejects.toMatchObject({ code: 'not-found', message: 'There is no user nobody' });
  });

  it('tells nobody what its own mistakes are, but the log', async () => {
    await server.open();
    await expect(
      askHub(
        path,
        { command: 'user add', name: 'kim', admin: false, password: null },
        { waitMs: 0 }
      )
    ).rejects.toThrow('The hub failed; its log says why');
    expect(bugs).toHaveLength(1);
  });

  it.each(['nonsense\n', '{"command":"user list","more":1}\n', '{"command":"rm -rf"}\n'])(
    'refuses %j',
    async bytes => {
      await server.open();
      expect(JSON.parse(await send(bytes))).toMatchObject({
        kind: 'refused',
        code: 'invalid-request'
      });
      expect(bugs).toEqual([]);
    }
  );

  it('breaks off a line without end', async () => {
    await server.open();
    expect(await send('x'.repeat(100_000)).catch(() => '')).toBe('');
  });

  it('says that no hub listens, at once or after the wait', async () => {
    expect(await ask('kim')).toBeNull();
    const asked = askHub(path, { command: 'user list' }, { waitMs: 10_000 });
    await server.open();
    expect(await asked).toEqual(['NAME  ROLE  STATE  CREATED  LAST ACTIVITY']);
  });
});
