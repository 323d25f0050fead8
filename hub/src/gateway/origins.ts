import type { Config } from '../config.js';

export type GatewaySettings = Pick<
  Config,
  | 'host'
  | 'port'
  | 'basePath'
  | 'hubPath'
  | 'hubOrigin'
  | 'labOrigin'
  | 'frontProxy'
  | 'tls'
  | 'paths'
>;

/** Two origins: hub pages on one host, JupyterLab pages on another. */
export interface Origins {
  readonly hub: string;
  readonly lab: string;
}

/** @returns null where hub and Lab share one origin */
export function originsOf({ hubOrigin, labOrigin }: GatewaySettings): Origins | null {
  return hubOrigin !== undefined && labOrigin !== undefined && hubOrigin !== labOrigin
    ? { hub: hubOrigin, lab: labOrigin }
    : null;
}

/** Whether a `Host` header names this origin. */
export function isHostOf(origin: string, host: string): boolean {
  const { host: expected, protocol } = new URL(origin);
  const standardPort = protocol === 'https:' ? ':443' : ':80';
  const given = host.toLowerCase();
  return given === expected || given === `${expected}${standardPort}`;
}
