import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Config } from '../config.js';
import type { DataVolumeConfig } from '../settings-file.js';
import type { VolumeFiles } from '../files/ports.js';
import { galaxyCatalogue } from './galaxies.js';
import { Random } from './random.js';
import { starCatalogue } from './stars.js';

export const SURVEY = 'sky-survey';

const ABOUT = `# A small survey of the sky

Made up for this demonstration, with numbers as nature would give them.

- \`stars.csv\`: position, parallax in milliarcseconds, brightness and colour of 4000 stars
- \`galaxies.csv\`: position, type, redshift and distance modulus of 700 galaxies
`;

function directoryOf(config: Pick<Config, 'paths'>): string {
  return join(config.paths.volumes, 'Data', SURVEY);
}

/** The demonstration's data volume, to be registered beside those of the settings; none when it is not wanted or gone. */
export function demonstrationVolumes(
  config: Pick<Config, 'demo' | 'paths' | 'dataVolumes'>
): DataVolumeConfig[] {
  const path = directoryOf(config);
  const isTaken = config.dataVolumes.some(({ name }) => name === SURVEY);
  if (!config.demo || isTaken || !existsSync(path)) {
    return [];
  }
  return [
    {
      name: SURVEY,
      title: 'A small survey of the sky',
      description: 'Stars and galaxies, made up for the demonstration',
      path,
      public: true
    }
  ];
}

/** Writes the files of the data volume. */
export async function writeSurvey(
  config: Pick<Config, 'paths'>,
  files: Pick<VolumeFiles, 'makeDirectory' | 'writeFile'>
): Promise<void> {
  const place = (path: string) => ({
    directory: config.paths.volumes,
    path: join('Data', SURVEY, path)
  });
  await files.makeDirectory(place(''));
  await files.writeFile(place('README.md'), Buffer.from(ABOUT));
  await files.writeFile(place('stars.csv'), Buffer.from(starCatalogue(new Random(1), 4000)));
  await files.writeFile(place('galaxies.csv'), Buffer.from(galaxyCatalogue(new Random(2), 700)));
}
