// A process of its own that ends at once: what reads settings and makes certificates takes three times the memory of the
// supervisor, which stays.
import { ConfigError, loadConfig } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { platformIdentity } from '../identity.js';
import { hostsOf } from '../tls/hosts.js';
import { ensureSelfSigned } from '../tls/self-signed.js';
import type { Prepared, Settings } from './preparation.js';

/** Reads the settings and makes the data directory, with a certificate where one is wanted. */
async function prepare(env: NodeJS.ProcessEnv): Promise<Settings> {
  const { config } = loadConfig(env);
  const { getuid, getgid } = process;
  if (!getuid || !getgid) {
    throw new Error('LabCommons runs on Linux');
  }
  process.umask(0o022);
  prepareDataDirectory(config, platformIdentity({ getuid, getgid }));
  if (config.tls?.isSelfSigned) {
    await ensureSelfSigned(config.tls, hostsOf(config), new Date());
  }
  const { dataDir, host, port, basePath, hubPath, hubOrigin, labOrigin, frontProxy, tls, paths } =
    config;
  return { dataDir, host, port, basePath, hubPath, hubOrigin, labOrigin, frontProxy, tls, paths };
}

function tell(prepared: Prepared): void {
  process.send?.(prepared, () => process.disconnect?.());
}

try {
  tell({ settings: await prepare(process.env) });
} catch (error) {
  if (!(error instanceof ConfigError)) {
    throw error;
  }
  tell({ wrong: error.lines });
}
