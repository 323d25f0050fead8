import { operateWithoutHub } from './without-hub.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig, type Config } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { platformIdentity } from '../identity.js';
import { Database } from '../sqlite/database.js';
import type { OperatorRequest } from './requests.js';

describe('the commands, on the data of a hub that does not run', () => {
  let dataDir: string;
  let config: Config;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'labcommons-cli-'));
    ({ config } = loadConfig({ LABCOMMONS_DATA: dataDir }));
    const identity = { getuid: () => process.getuid!(), getgid: () => process.getgid!() };
    prepareDataDirectory(config, platformIdentity(identity));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const run = (request: OperatorRequest) => operateWithoutHub(config, request);
  const add = (name: string, password: string | null = 'long enough', admin = false) =>
    run({ command: 'user add', name, admin, password });

  it('adds users and administrators, and lists them', async () => {
    expect(await add('kim')).toEqual(['Added the user kim']);
    expect(await add('lee', 'long enough', true)).toEqual(['Added the administrator lee']);
    const [heading, ...users] = await run({ command: 'user list' });
    expect(heading).toMatch(/^NAME +ROLE +STATE +CREATED +LAST ACTIVITY$/);
    expect(users).toEqual([
      expect.stringMatching(/^kim +user +active +\d{4}-\d\d-\d\d \d\d:\d\d +never$/),
      expect.stringMatching(/^lee +admin +active /)
    ]);
  });

  it('makes a password when none is given, and tells it', async () => {
    const [, line] = await add('kim', null);
    const password = /once: (\S+)$/.exec(line ?? '')?.[1];
    expect(password).toMatch(/^([b-df-hj-np-tv-z2-9]{4}-){3}[b-df-hj-np-tv-z2-9]{4}$/);
    const [, other] = await run({ command: 'user password', name: 'kim', password: null });
    expect(other).not.toContain(password);
  });

  it('disables and enables', async () => {
    await add('kim');
    await run({ command: 'user disable', name: 'kim' });
    expect((await run({ command: 'user list' }))[1]).toMatch(/^kim +user +disabled /);
    await run({ command: 'user enable', name: 'kim' });
    expect((await run({ command: 'user list' }))[1]).toMatch(/^kim +user +active /);
  });

  it('leaves files to the files worker of a hub that runs', async () => {
    await expect(run({ command: 'volume sweep', dryRun: false })).rejects.toMatchObject({
      code: 'conflict',
      message: 'The hub does not run; start it first'
    });
  });

  it('keeps in mind that nothing may start, until it is told otherwise', async () => {
    const kept = () => {
      const database = new Database(config.paths.database);
      try {
        return database.prepare<[], { text: string }>('SELECT text FROM maintenance').get()?.text;
      } finally {
        database.close();
      }
    };
    const lines = await run({ command: 'maintenance begin', text: 'We move' });
    expect(lines[1]).toBe('To end it: labcommons end-maintenance');
    expect(kept()).toBe('We move');
    await expect(run({ command: 'maintenance begin', text: ' ' })).rejects.toMatchObject({
      code: 'invalid-request'
    });
    await run({ command: 'maintenance end' });
    expect(kept()).toBeUndefined();
    await expect(run({ command: 'maintenance end' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says where mail goes', async () => {
    await add('kim');
    const email = (address: string | null) =>
      run({ command: 'user email', name: 'kim', email: address });
    expect(await email('kim@example.org')).toEqual(['Mail for kim goes to kim@example.org']);
    const database = new Database(config.paths.database);
    const kept = database.prepare<[], { email: string | null }>('SELECT email FROM users');
    expect(kept.get()?.email).toBe('kim@example.org');
    await expect(email('kim at example.org')).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(email('a@b.org\r\nBcc: c@d.org')).rejects.toMatchObject({
      code: 'invalid-request'
    });
    expect(kept.get()?.email).toBe('kim@example.org');
    await email(null);
    expect(kept.get()?.email).toBeNull();
    database.close();
  });

  it('prints where a volume lies', async () => {
    await add('kim');
    const database = new Database(config.paths.database);
    database
      .prepare(
        `INSERT INTO volumes SELECT 'v1', 'user', 'Storage', id, 'thesis', '', '', '/somewhere/v1', '', NULL, 1, NULL
         FROM users`
      )
      .run();
    database.close();
    const path = (address: string) => run({ command: 'volume path', address });
    expect(await path('Storage/kim/thesis')).toEqual(['/somewhere/v1']);
    await expect(path('Storage/kim/nothing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(path('../../etc')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['a name that is taken', () => add('kim'), 'already-exists'],
    ['a name that cannot be', () => add('Kim Lee'), 'invalid-request'],
    ['a short password', () => add('lee', 'short'), 'invalid-request'],
    [
      'an unknown user',
      () => run({ command: 'user password', name: 'nobody', password: null }),
      'not-found'
    ]
  ])('refuses %s', async (_, act, code) => {
    await add('kim');
    await expect(act()).rejects.toMatchObject({ code });
  });
});
