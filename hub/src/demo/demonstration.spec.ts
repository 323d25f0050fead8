import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { composeAccounts } from '../accounts/compose.js';
import { ActivityService } from '../activity/service.js';
import { systemClock } from '../clock.js';
import { loadConfig, type Config } from '../config.js';
import { GroupStore } from '../groups/store.js';
import { GrantService } from '../sharing/service.js';
import { Database } from '../sqlite/database.js';
import { RecordingGateway } from '../testing/recording-gateway.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { VolumeService } from '../volumes/service.js';
import { demonstrationVolumes } from './data-volume.js';
import { makeDemonstration, type DemonstrationNeeds } from './demonstration.js';

describe('the demonstration', () => {
  let temporary: TemporaryFiles;
  let config: Config;
  let database: Database;
  let needs: DemonstrationNeeds;

  beforeEach(async () => {
    temporary = temporaryFiles();
    ({ config } = loadConfig({ LABCOMMONS_DATA: temporary.directory }));
    const { files } = temporary;
    await files.makeDirectory({ directory: temporary.directory, path: 'volumes' });
    database = new Database(':memory:');
    const { accounts } = composeAccounts({
      database,
      gateway: new RecordingGateway(),
      activity: new ActivityService(database, systemClock),
      clock: systemClock,
      paths: config,
      tokens: { isServerLive: () => false, oauthClientId: () => '', callbackOrigin: '' }
    });
    const grants = new GrantService(database, systemClock, new GroupStore(database));
    const volumes = new VolumeService(
      database,
      files,
      grants,
      accounts,
      systemClock,
      config.paths.volumes
    );
    needs = { config, accounts, volumes, files };
  });
  afterEach(() => {
    database.close();
    temporary.remove();
  });

  const welcome = (): string => {
    const user = needs.accounts.findUser('demo')!;
    return join(needs.volumes.find(user, 'Storage/demo/persistent').directory, 'Welcome');
  };

  it('makes a user, a data volume and notebooks, one with parameters and the file it reads', async () => {
    const signIn = await makeDemonstration(needs);
    expect(signIn).toEqual({ name: 'demo', password: expect.stringMatching(/^(\w{4}-){3}\w{4}$/) });

    const [volume] = demonstrationVolumes(config);
    expect(volume).toMatchObject({ name: 'sky-survey', public: true });
    const stars = readFileSync(join(volume!.path, 'stars.csv'), 'utf8').trim().split('\n');
    expect(stars[0]).toContain('parallax_mas');
    expect(stars).toHaveLength(4001);

    const file = join(welcome(), 'How fast does this star pulsate.ipynb');
    const { cells } = JSON.parse(readFileSync(file, 'utf8')) as {
      cells: { metadata: { tags?: string[] }; source: string }[];
    };
    const parameters = cells.filter(cell => cell.metadata.tags?.includes('parameters'));
    expect(parameters.map(cell => cell.source)).toEqual([expect.stringMatching(/^harmonics = 5/)]);
    const read = cells.map(cell => /read_csv\("(.+?)"\)/.exec(cell.source)?.[1]).find(Boolean);
    expect(existsSync(join(welcome(), read!))).toBe(true);
  });

  it('is made once: what was deleted stays so', async () => {
    await makeDemonstration(needs);
    rmSync(welcome(), { recursive: true });
    rmSync(demonstrationVolumes(config)[0]!.path, { recursive: true });
    expect(await makeDemonstration(needs)).toEqual({ name: 'demo', password: null });
    expect(existsSync(welcome())).toBe(false);
    expect(demonstrationVolumes(config)).toEqual([]);
  });

  it('is made again when it was interrupted, with a password that is known', async () => {
    const files = {
      ...needs.files,
      makeDirectory: needs.files.makeDirectory.bind(needs.files),
      writeFile: (place: { path: string }) =>
        place.path.endsWith('.ipynb')
          ? Promise.reject(new Error('power cut'))
          : Promise.resolve({} as never)
    };
    await expect(makeDemonstration({ ...needs, files })).rejects.toThrow('power cut');
    expect((await makeDemonstration(needs))?.password).not.toBeNull();
    expect(existsSync(join(welcome(), 'A look at the survey.ipynb'))).toBe(true);
  });

  it('is not made where it is not wanted', async () => {
    const unwanted = { ...config, demo: false };
    expect(await makeDemonstration({ ...needs, config: unwanted })).toBeNull();
    expect(needs.accounts.findUser('demo')).toBeNull();
    expect(demonstrationVolumes(unwanted)).toEqual([]);
  });
});
