// A hub as a process of its own, over a fake engine: the real database, the real way to the real files worker.
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';

import { pino } from 'pino';

import { scopesOf } from '../accounts/scopes.js';
import { systemClock } from '../clock.js';
import { composeHub } from '../compose.js';
import { loadConfig } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { WorkerClient } from '../files/worker-client.js';
import { doorsTo } from '../files/worker-doors.js';
import { platformIdentity } from '../identity.js';
import { QueryProcesses } from '../databases/query-processes.js';
import { findInstallation } from '../installation.js';
import { Database } from '../sqlite/database.js';
import { DAY_MS } from '../expiry/date.js';
import { FakeEngine } from './fake-engine.js';
import { queryProgram } from './query-program.js';
import { RecordingGateway } from './recording-gateway.js';

/** Names of the users that are there, comma-separated; each gets a token that does everything he may do. */
const NAMES = (process.env['TEST_USERS'] ?? 'kim').split(',');

const AHEAD_MS = Number(process.env['TEST_DAYS_AHEAD'] ?? 0) * DAY_MS;

const { config } = loadConfig({ LABCOMMONS_DATA: process.env['LABCOMMONS_DATA'] });
const identity = platformIdentity({
  getuid: () => process.getuid?.() ?? 0,
  getgid: () => process.getgid?.() ?? 0
});
prepareDataDirectory(config, identity);
const hub = composeHub({
  config,
  identity,
  database: new Database(config.paths.database),
  files: new WorkerClient(doorsTo(config.paths)),
  engine: new FakeEngine(),
  gateway: new RecordingGateway(),
  queryRunner: new QueryProcesses({ program: queryProgram, identity }),
  mounting: { table: null, possible: false },
  disks: async () => [],
  mail: null,
  assets: { directory: config.dataDir, script: '', styles: [] },
  clock: () => new Date(systemClock().getTime() + AHEAD_MS),
  log: pino({ level: 'warn' }, pino.destination(2)),
  installation: findInstallation()
});

const tokens: Record<string, string> = {};
for (const name of NAMES) {
  const user =
    hub.accounts.findUser(name) ??
    (await hub.accounts.createUser({ name, admin: false, password: null }));
  const by = {
    user,
    via: 'session' as const,
    tokenKind: null,
    tokenId: null,
    sessionId: null,
    scopes: scopesOf(user)
  };
  tokens[name] = hub.tokens.createApiToken(by, { note: 'test', scopes: [], expiresAt: null }).token;
}
await hub.volumes.heal(hub.accounts.listUsers(), []);
rmSync(config.paths.hubSocket, { force: true });
createServer({ requestTimeout: 0 }, hub.app).listen(config.paths.hubSocket, () => {
  hub.tasks.runs.start();
  void hub.expiry.sweepDue();
  process.send?.({
    tokens,
    volumes: Object.fromEntries(
      hub.volumes.all().map(({ address, directory }) => [address, directory])
    )
  });
});
