import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';

import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

import { ConfigError } from './config-error.js';
import { dataPaths, type DataPaths } from './data-paths.js';
import { DEFAULT_IMAGE, FileConfig, type MailFileConfig } from './settings-file.js';

export { ConfigError, type DataPaths };

const Environment = z.object({
  LABCOMMONS_HOST: z
    .string()
    .default('127.0.0.1')
    .refine(v => isIP(v) !== 0 || v === 'localhost', 'must be an IP address or localhost'),
  LABCOMMONS_PORT: z.coerce
    .number('must be a port number, 0 to 65535')
    .int('must be a port number, 0 to 65535')
    .min(0, 'must be a port number, 0 to 65535')
    .max(65535, 'must be a port number, 0 to 65535')
    .default(8000),
  LABCOMMONS_BASE_PATH: z
    .string()
    .default('/')
    .refine(v => /^\/([\w.~-]+\/)*$/.test(v), 'must begin and end with a slash, such as /lc/'),
  LABCOMMONS_DATA: z.string().min(1, 'must name a directory').default('./data'),
  LABCOMMONS_CONFIG: z.string().min(1, 'must name a YAML file').optional(),
  LABCOMMONS_ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  LABCOMMONS_IMAGE: z.string().min(1, 'must name an image').optional(),
  LABCOMMONS_DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('1')
});

/** The mail server, without the password. */
export type MailConfig = Readonly<Omit<MailFileConfig, 'password'>>;

/** Where the gateway's certificate and its key lie. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** All settings, checked and frozen. Secrets are in {@link Secrets}. */
export interface Config extends Readonly<Omit<z.output<typeof FileConfig>, 'mail' | 'tls'>> {
  /** Null where the gateway speaks plain HTTP; `isSelfSigned`: we make the files. */
  readonly tls: (TlsFiles & { readonly isSelfSigned: boolean }) | null;
  /** Null where no e-mail is sent. */
  readonly mail: MailConfig | null;
  readonly host: string;
  readonly port: number;
  /** Begins and ends with a slash. */
  readonly basePath: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
  /** Path of the hub: the base path and `hub/`. */
  readonly hubPath: string;
  readonly paths: DataPaths;
}

export interface Secrets {
  readonly adminPassword: string | null;
  readonly mailPassword: string | null;
}

function issuesOf(error: z.ZodError, prefix: string): string[] {
  return error.issues.map(issue => {
    const where = [prefix, issue.path.join('.')].filter(Boolean).join(': ');
    return `${where}: ${issue.message}`;
  });
}

type Variables = Record<string, string | undefined>;

/** What the YAML file may leave to the environment: the one image, and the engine's socket. */
function withDefaults(document: object, env: Variables, lines: string[]): object {
  const image = {
    id: 'scientific-python',
    title: 'Scientific Python',
    description: 'JupyterLab with NumPy, SciPy, pandas and Matplotlib',
    reference: env['LABCOMMONS_IMAGE'] ?? DEFAULT_IMAGE
  };
  const host = env['DOCKER_HOST'];
  if (!host || 'engine' in document) {
    return { images: [image], ...document };
  }
  const engine = engineAt(host, env);
  if (engine === null) {
    lines.push(
      'DOCKER_HOST: must be a socket of this machine, such as unix:///var/run/docker.sock, ssh://user@host, or ' +
        'tcp://host:port with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; unset it or give engine in LABCOMMONS_CONFIG'
    );
    return { images: [image], ...document };
  }
  return { images: [image], engine, ...document };
}

/** What the variables of the engine's own client say; null where that is nothing that we use. */
function engineAt(host: string, env: Variables): object | null {
  if (host.startsWith('unix:///')) {
    return { socket: host.slice('unix://'.length) };
  }
  if (host.startsWith('ssh://')) {
    return { remote: { address: host } };
  }
  const { DOCKER_TLS_VERIFY: isSecure, DOCKER_CERT_PATH: directory } = env;
  if (!host.startsWith('tcp://') || !isSecure || !directory) {
    return null;
  }
  const [authority, certificate, key] = ['ca', 'cert', 'key'].map(name =>
    resolve(directory, `${name}.pem`)
  );
  return { remote: { address: host, tls: { authority, certificate, key } } };
}

function readFileConfig(env: Variables, lines: string[]): z.output<typeof FileConfig> | null {
  const file = env['LABCOMMONS_CONFIG'];
  let document: unknown = {};
  if (file !== undefined) {
    try {
      document = parseYaml(readFileSync(file, 'utf8')) ?? {};
    } catch (error) {
      lines.push(`LABCOMMONS_CONFIG: cannot read ${file}: ${(error as Error).message}`);
      return null;
    }
  }
  const parsed = FileConfig.safeParse(
    typeof document === 'object' && document ? withDefaults(document, env, lines) : document
  );
  if (!parsed.success) {
    lines.push(...issuesOf(parsed.error, `LABCOMMONS_CONFIG ${file ?? ''}`.trim()));
    return null;
  }
  const images = new Set(parsed.data.images.map(image => image.id));
  for (const domain of parsed.data.domains) {
    for (const image of domain.images) {
      if (!images.has(image)) {
        lines.push(
          `LABCOMMONS_CONFIG ${file ?? ''}: domains.${domain.id}: no image "${image}" among images`
        );
      }
    }
  }
  return parsed.data;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function tlsFiles(
  tls: NonNullable<z.output<typeof FileConfig>['tls']>,
  dataDir: string
): Config['tls'] {
  const isSelfSigned = tls === 'self-signed';
  const own = join(dataDir, 'tls');
  const files = isSelfSigned
    ? { certificate: join(own, 'certificate.pem'), key: join(own, 'key.pem') }
    : tls;
  return Object.freeze({ ...files, isSelfSigned });
}

function withoutPassword({ password: _, ...mail }: MailFileConfig): MailConfig {
  return Object.freeze(mail);
}

/**
 * Reads the settings from the environment and the YAML file it names.
 * @throws ConfigError with every wrong setting, and when the start would not be safe
 */
export function loadConfig(env: Variables): {
  config: Config;
  secrets: Secrets;
} {
  const lines: string[] = [];
  const known = new Set(Object.keys(Environment.shape));
  for (const name of Object.keys(env)) {
    if (name.startsWith('LABCOMMONS_') && !known.has(name)) {
      lines.push(`${name}: is not a setting; there are ${[...known].join(', ')}`);
    }
  }
  const environment = Environment.safeParse(env);
  if (!environment.success) {
    lines.push(...issuesOf(environment.error, ''));
  }
  const file = readFileConfig(env, lines);
  if (
    environment.success &&
    file &&
    !isLoopback(environment.data.LABCOMMONS_HOST) &&
    !file.frontProxy &&
    file.tls === undefined
  ) {
    lines.push(
      `LABCOMMONS_HOST: ${environment.data.LABCOMMONS_HOST} is reachable from other machines, and passwords would ` +
        'travel in the clear; say "tls" in LABCOMMONS_CONFIG, or put a TLS proxy in front and say "frontProxy: true", ' +
        'or use 127.0.0.1'
    );
  }
  if (lines.length > 0 || !environment.success || !file) {
    throw new ConfigError(lines);
  }
  const settings = environment.data;
  const dataDir = resolve(settings.LABCOMMONS_DATA);
  const { mail, tls, ...rest } = file;
  const mailPassword = mail?.password ?? null;
  const config: Config = {
    ...rest,
    mail: mail ? withoutPassword(mail) : null,
    tls: tls ? tlsFiles(tls, dataDir) : null,
    host: settings.LABCOMMONS_HOST,
    port: settings.LABCOMMONS_PORT,
    basePath: settings.LABCOMMONS_BASE_PATH,
    hubPath: `${settings.LABCOMMONS_BASE_PATH}hub/`,
    dataDir,
    demo: settings.LABCOMMONS_DEMO === '1',
    paths: Object.freeze(dataPaths(dataDir))
  };
  return {
    config: Object.freeze(config),
    secrets: Object.freeze({
      adminPassword: settings.LABCOMMONS_ADMIN_PASSWORD ?? null,
      mailPassword
    })
  };
}
