import type { GatewaySettings } from './origins.js';

const VARIABLE = 'LABCOMMONS_GATEWAY';

/**
 * The variable with the settings of a gateway's process. It gets them checked: what reads and checks them takes nearly as
 * much memory as all the rest of a gateway.
 */
export function gatewayEnvironment(settings: GatewaySettings): Record<string, string> {
  const { host, port, basePath, hubPath, hubOrigin, labOrigin, frontProxy, tls, paths } = settings;
  const own: GatewaySettings = {
    host,
    port,
    basePath,
    hubPath,
    hubOrigin,
    labOrigin,
    frontProxy,
    tls,
    paths
  };
  return { [VARIABLE]: JSON.stringify(own) };
}

/** @throws Error where they are missing */
export function gatewaySettings(env: NodeJS.ProcessEnv): GatewaySettings {
  const settings = env[VARIABLE];
  if (settings === undefined) {
    throw new Error(`${VARIABLE} is missing: the supervisor sets it`);
  }
  return JSON.parse(settings) as GatewaySettings;
}
