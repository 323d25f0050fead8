import { composeAccounts } from '../accounts/compose.js';
import { ActivityService } from '../activity/service.js';
import { systemClock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { GatewayLink } from '../gateway/ports.js';
import { Maintenance } from '../room/maintenance.js';
import { Database } from '../sqlite/database.js';
import { VolumeCatalogue } from '../volumes/catalogue.js';
import { operate } from './operations.js';
import type { OperatorRequest } from './requests.js';

/** A gateway learns everything from the hub when that starts; now there is nobody to tell. */
const NOBODY: GatewayLink = {
  addRoute: async () => {},
  closeRoute: async () => {},
  removeRoute: async () => {},
  openSession: async () => {},
  closeSessions: async () => {},
  revokeTokens: async () => {},
  announceCode: async () => {},
  listenInside: async () => {}
};

/** Only a running hub tells those concerned, and has a files worker that touches what users can write to. */
function needsHub(): never {
  throw new AppError('conflict', 'The hub does not run; start it first');
}

/**
 * Carries out a command on the data of a hub that does not run. The volumes of a user who is added here are made when
 * the hub starts.
 */
export async function operateWithoutHub(
  config: Pick<Config, 'paths' | 'basePath' | 'hubPath'>,
  request: OperatorRequest
): Promise<string[]> {
  const database = new Database(config.paths.database);
  try {
    const activity = new ActivityService(database, systemClock);
    const { accounts } = composeAccounts({
      database,
      gateway: NOBODY,
      activity,
      clock: systemClock,
      paths: { basePath: config.basePath, hubPath: config.hubPath },
      tokens: {
        isServerLive: () => false,
        // Clients are named when a server is registered, which no command does.
        oauthClientId: () => '',
        callbackOrigin: ''
      }
    });
    const volumes = new VolumeCatalogue(database, accounts);
    return await operate(
      {
        accounts,
        replaceOwner: needsHub,
        findVolume: address => volumes.at(address),
        sweepVolumes: needsHub,
        dataVolumes: { register: needsHub, remove: needsHub },
        announcements: { list: needsHub, make: needsHub, end: needsHub },
        maintenance: new Maintenance(database, activity, systemClock)
      },
      request
    );
  } finally {
    database.close();
  }
}
