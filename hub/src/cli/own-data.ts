import { accessSync, constants, existsSync } from 'node:fs';

import type { Config } from '../config.js';
import { AppError } from '../errors.js';

/** @throws AppError when there is no hub in the data directory, or it is another user's */
export function mustBeOwnData(config: Pick<Config, 'dataDir' | 'paths'>): void {
  if (!existsSync(config.paths.database)) {
    throw new AppError(
      'not-found',
      `There is no data of LabCommons in ${config.dataDir}: set LABCOMMONS_DATA, or run npm start first`
    );
  }
  try {
    accessSync(config.paths.database, constants.R_OK | constants.W_OK);
  } catch {
    throw new AppError(
      'not-allowed',
      `${config.dataDir} belongs to another user: run this as the user that the hub runs as`
    );
  }
}
