import { pino, stdSerializers } from 'pino';

import { systemClock } from '../clock.js';
import { passBytesOn } from '../files/passing-bytes.js';
import { mapStacks } from '../source-maps.js';
import { announce } from '../supervisor/announcement.js';
import { Gateway } from './gateway.js';
import { gatewaySettings } from './settings.js';

const GRACE_MS = 10_000;

mapStacks();
passBytesOn();
const log = pino({ name: 'gateway', serializers: { err: stdSerializers.errWithCause } });

// One request that goes wrong must not end the notebooks of everybody else.
process.on('uncaughtException', error => log.error({ err: error }, 'uncaught exception'));
process.on('unhandledRejection', error => log.error({ err: error }, 'unhandled rejection'));

try {
  const gateway = new Gateway(gatewaySettings(process.env), systemClock, log);
  const { address, port } = await gateway.listen();
  log.info({ address, port }, 'listening');
  announce({ kind: 'listening', port });
  const stop = async () => {
    await gateway.close({ graceMs: GRACE_MS });
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
} catch (error) {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
