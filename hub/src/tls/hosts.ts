import { hostname } from 'node:os';
import { isIP } from 'node:net';

import type { Config } from '../config.js';

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/** The names and addresses by which browsers may reach a hub with these settings. */
export function hostsOf({
  host,
  hubOrigin,
  labOrigin
}: Pick<Config, 'host' | 'hubOrigin' | 'labOrigin'>): string[] {
  const ofOrigins = [hubOrigin, labOrigin].flatMap(origin =>
    origin === undefined ? [] : [new URL(origin).hostname.replace(/^\[|\]$/g, '')]
  );
  const own = EVERY_ADDRESS.has(host) ? [hostname()] : [host];
  return [...new Set([...ofOrigins, ...own, 'localhost', '127.0.0.1', '::1'])].filter(
    name => isIP(name) !== 0 || /^[a-z0-9.-]+$/i.test(name)
  );
}
