import type { AppConfig } from '../../../contract/compute-config.js';
import type { EnvironmentWish, ServerSettings } from '../environment.js';
import { WORKSPACE } from '../mounts.js';
import { askAnything } from '../readiness.js';
import type { KindOfServer } from './kind.js';

/** SciServer's images bring programs that look for volumes here. */
const IDIES_WORKSPACE = '/home/idies/workspace';
const SCISERVER_COMMAND = ['/opt/startup.sh', '{prefix}'];

/** A program with pages of its own, which knows nothing of the hub: the gateway lets its owner in, and nobody else. */
export function appKind(app: AppConfig): KindOfServer {
  const { port, stripPrefix, startScript } = app;
  const isSciServer = startScript === 'sciserver';
  const template = isSciServer ? SCISERVER_COMMAND : (app.command ?? null);
  return {
    kind: 'app',
    program: 'the program',
    port,
    workspace: isSciServer ? IDIES_WORKSPACE : WORKSPACE,
    hasCredentials: false,
    route: { stripPrefix },
    path: prefix => filled(app.path, prefix, port),
    command: prefix => template?.map(word => filled(word, prefix, port)) ?? null,
    environment: (wish, site) => appEnvironment(port, wish, site),
    whyNot: () => null,
    askReadiness: (address, prefix) =>
      askAnything(address, (stripPrefix ? '/' : prefix) + filled(app.path, prefix, port))
  };
}

/** `{prefix}` has slashes at both ends, `{path}` none. */
function filled(template: string, prefix: string, port: number): string {
  const values: Record<string, string> = { prefix, path: prefix.slice(1, -1), port: String(port) };
  return template.replace(/\{(prefix|path|port)\}/g, (_, name: string) => values[name]!);
}

function appEnvironment(
  port: number,
  wish: EnvironmentWish,
  site: ServerSettings
): Record<string, string> {
  const origin = site.labOrigin ?? site.hubOrigin;
  return {
    LABCOMMONS_PREFIX: wish.prefix,
    LABCOMMONS_PORT: String(port),
    LABCOMMONS_USER: wish.ownerName,
    ...(origin === undefined ? {} : { LABCOMMONS_URL: origin + wish.prefix }),
    MEM_LIMIT: String(wish.memoryBytes),
    CPU_LIMIT: String(wish.cores),
    ...(wish.home === null ? {} : { HOME: wish.home })
  };
}
