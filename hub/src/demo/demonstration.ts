import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { generatePassword } from '../accounts/generated-password.js';
import type { AccountService } from '../accounts/service.js';
import type { Config } from '../config.js';
import type { VolumeFiles } from '../files/ports.js';
import type { SignIn } from '../supervisor/announcement.js';
import type { VolumeService } from '../volumes/service.js';
import { SURVEY, writeSurvey } from './data-volume.js';
import { lightCurve } from './light-curve.js';
import { pulsationNotebook } from './pulsation-notebook.js';
import { Random } from './random.js';
import { surveyNotebook } from './survey-notebook.js';

const USER = 'demo';

/** What a demonstration is made with. */
export interface DemonstrationNeeds {
  readonly config: Pick<Config, 'demo' | 'dataDir' | 'paths'>;
  readonly accounts: Pick<AccountService, 'createUser' | 'findUser' | 'setPassword'>;
  readonly volumes: Pick<VolumeService, 'ensureDefaults' | 'find'>;
  readonly files: Pick<VolumeFiles, 'makeDirectory' | 'writeFile'>;
}

/** Is there once the demonstration was made: what users delete of it stays deleted. */
const markerOf = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'demonstration');

/**
 * Makes the demonstration at the first start: a user, a public data volume and two notebooks. To be called before
 * data volumes are registered, with {@link demonstrationVolumes} among them. One that was interrupted is made again.
 * @returns how to sign in, with the password only when it was made just now; null without a demonstration
 */
export async function makeDemonstration(needs: DemonstrationNeeds): Promise<SignIn | null> {
  const { config, accounts } = needs;
  if (!config.demo) {
    return null;
  }
  if (existsSync(markerOf(config))) {
    return accounts.findUser(USER) ? { name: USER, password: null } : null;
  }
  await writeSurvey(config, needs.files);
  const password = generatePassword();
  if (accounts.findUser(USER)) {
    await accounts.setPassword(USER, password);
  } else {
    await accounts.createUser({
      name: USER,
      displayName: 'Demonstration',
      admin: false,
      password
    });
  }
  await writeNotebooks(needs);
  writeFileSync(markerOf(config), 'Take this file away to have the demonstration made again.\n');
  return { name: USER, password };
}

async function writeNotebooks({ accounts, volumes, files }: DemonstrationNeeds): Promise<void> {
  const user = accounts.findUser(USER);
  if (!user) {
    throw new TypeError('The demonstration user is not there');
  }
  await volumes.ensureDefaults(user);
  const { directory } = volumes.find(user, `Storage/${USER}/persistent`);
  const written = {
    'A look at the survey.ipynb': surveyNotebook(SURVEY),
    'How fast does this star pulsate.ipynb': pulsationNotebook(),
    'data/light-curve.csv': lightCurve(new Random(3), 60)
  };
  await files.makeDirectory({ directory, path: 'Welcome/data' });
  for (const [path, text] of Object.entries(written)) {
    await files.writeFile({ directory, path: join('Welcome', path) }, Buffer.from(text));
  }
}
