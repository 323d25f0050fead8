import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';

import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

const ShortName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and hyphens');

const Origin = z.string().refine(value => {
  return URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value;
}, 'must be an origin such as https://hub.example.org, without a path');

const ImageConfig = z.strictObject({
  id: ShortName,
  title: z.string().min(1),
  description: z.string().default(''),
  reference: z.string().min(1).describe('Image reference, as `docker pull` takes it'),
  public: z
    .boolean()
    .default(true)
    .describe('Whether everyone may use it, or those it is granted to')
});
export type ImageConfig = z.infer<typeof ImageConfig>;

const DomainConfig = z.strictObject({
  id: ShortName,
  title: z.string().min(1),
  description: z.string().default(''),
  kinds: z
    .array(z.enum(['interactive', 'batch']))
    .min(1)
    .default(['interactive', 'batch']),
  images: z.array(ShortName).min(1),
  public: z
    .boolean()
    .default(true)
    .describe('Whether everyone may use it, or those it is granted to'),
  memoryBytes: z
    .number()
    .int()
    .min(256 * MiB)
    .default(4 * GiB),
  cores: z.number().positive().default(1),
  jobTimeSeconds: z
    .number()
    .int()
    .min(1)
    .default(8 * 3600),
  runningJobs: z.number().int().min(1).default(4).describe('Jobs that run at once in this domain'),
  runningJobsPerUser: z.number().int().min(1).default(2),
  queuedJobsPerUser: z.number().int().min(1).default(1000),
  idleSeconds: z
    .number()
    .int()
    .min(60)
    .default(48 * 3600)
});
export type DomainConfig = z.infer<typeof DomainConfig>;

const DataVolumeConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w. -]{0,79}$/, 'must be 1 to 80 letters, digits, ". _ -" and spaces'),
  title: z.string().min(1),
  description: z.string().default(''),
  path: z.string().startsWith('/', 'must be an absolute path'),
  public: z.boolean().default(true)
});
export type DataVolumeConfig = z.infer<typeof DataVolumeConfig>;

const DAYS = 'must be a whole number of days, 1 to 36500, or null for never';

/** Files of this root volume expire unless the settings say otherwise. */
const EXPIRING = { root: 'Temporary', days: 30 };

const SnapshotsConfig = z.strictObject({
  everyHours: z.number().int().min(1).max(8760).default(24),
  keepLast: z.number().int().min(1).max(1000).default(3),
  keepDays: z.number().int().min(0).max(3650).default(14),
  keepWeeks: z.number().int().min(0).max(520).default(8)
});

const RootShape = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Z][A-Za-z0-9-]{0,19}$/,
      'must begin with a capital letter; then letters, digits and hyphens, 20 at most'
    )
    .refine(name => name !== 'Data', 'is the name under which data volumes are found'),
  title: z.string().min(1),
  description: z.string().default(''),
  bytesPerUser: z.number().int().min(0).nullable().default(null),
  filesPerUser: z.number().int().min(0).nullable().default(null),
  expiresAfterDays: z
    .number(DAYS)
    .int(DAYS)
    .min(1, DAYS)
    .max(36_500, DAYS)
    .nullish()
    .describe('Files that nobody changes for so long are removed'),
  snapshots: SnapshotsConfig.nullable()
    .optional()
    .describe('When they are made by themselves; null: never. Default: once a day in Storage')
});
const RootConfig = RootShape.transform(root => ({
  ...root,
  expiresAfterDays:
    root.expiresAfterDays === undefined && root.name === EXPIRING.root
      ? EXPIRING.days
      : (root.expiresAfterDays ?? null)
}));
export type RootConfig = z.infer<typeof RootConfig>;

/** Where the default volumes of users are. */
const NEEDED_ROOTS = ['Storage', 'Temporary'];

const RootConfigs = z
  .array(RootConfig)
  .refine(
    roots => new Set(roots.map(({ name }) => name)).size === roots.length,
    'two of them have the same name'
  )
  .refine(
    roots => NEEDED_ROOTS.every(name => roots.some(root => root.name === name)),
    `there must be ${NEEDED_ROOTS.join(' and ')}`
  );

const LinksConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Switched off, those that exist open nothing'),
    defaultDays: z.number().int().min(1).max(36_500).default(30),
    longestDays: z.number().int().min(1).max(36_500).default(365)
  })
  .refine(
    ({ defaultDays, longestDays }) => defaultDays <= longestDays,
    'defaultDays must not be more than longestDays'
  );

const MailFileConfig = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535).default(587),
  secure: z.boolean().default(false).describe('TLS from the beginning, as on port 465'),
  from: z
    .string()
    .regex(/^[^<>\r\n]*(<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must be an e-mail address')
    .describe('Sender of all mail: LabCommons <hub@example.org>'),
  user: z.string().min(1).optional().describe('With it, nothing is sent without TLS'),
  password: z.string().min(1).optional()
});
type MailFileConfig = z.output<typeof MailFileConfig>;

/** The stock image of the Jupyter Docker Stacks that is used when nothing else is said. */
export const DEFAULT_IMAGE = 'quay.io/jupyter/scipy-notebook:2025-12-31';

/** The YAML file named by LABCOMMONS_CONFIG. Every key may be left out. */
const FileConfig = z.strictObject({
  hubOrigin: Origin.optional().describe(
    'Origin of the hub pages; default: whatever the browser used'
  ),
  labOrigin: Origin.optional().describe('Origin of JupyterLab pages; default: hubOrigin'),
  frontProxy: z
    .boolean()
    .default(false)
    .describe(
      'A proxy in front of us ends TLS and sets X-Forwarded-*; only then are these believed'
    ),
  tls: z
    .union([
      z.literal('self-signed'),
      z.strictObject({
        certificate: z.string().startsWith('/').describe('PEM, with the chain'),
        key: z.string().startsWith('/')
      })
    ])
    .optional()
    .describe('We speak TLS ourselves; self-signed is for trials: browsers ask before they go on'),
  engine: z
    .strictObject({ socket: z.string().startsWith('/').default('/var/run/docker.sock') })
    .prefault({}),
  images: z.array(ImageConfig).min(1),
  domains: z
    .array(DomainConfig)
    .min(1)
    .prefault([
      { id: 'small', title: 'Small', description: 'For daily work', images: ['scientific-python'] }
    ]),
  roots: RootConfigs.prefault([
    {
      name: 'Storage',
      title: 'Storage',
      description: 'Kept until you delete it',
      bytesPerUser: 10 * GiB
    },
    {
      name: 'Temporary',
      title: 'Temporary',
      description: 'For large intermediate files; not a place to keep things'
    }
  ]).describe('Pools that users make volumes in'),
  expiry: z
    .strictObject({ warnDaysBefore: z.number().int().min(0).max(365).default(3) })
    .prefault({})
    .describe('When owners are told of files that are about to be removed; 0: never'),
  quotas: z
    .strictObject({ graceHours: z.number().min(0).max(8760).default(24) })
    .prefault({})
    .describe('How long servers and jobs may go on writing where there is more than may be'),
  dataVolumes: z.array(DataVolumeConfig).default([]),
  dataRoots: z
    .array(
      z
        .string()
        .regex(/^\/./, 'must be an absolute path')
        .transform(path => resolve(path))
    )
    .default([])
    .describe('Below these, administrators may register data volumes while the hub runs'),
  savedImages: z
    .strictObject({
      allowed: z.boolean().default(true),
      perUser: z.number().int().min(1).default(5),
      mostBytes: z
        .number()
        .int()
        .min(MiB)
        .default(5 * GiB)
        .describe('What one may hold beyond the image it was made from')
    })
    .prefault({})
    .describe('Images that users save from the environments of their servers'),
  trash: z
    .strictObject({ keepDays: z.number().int().min(1).max(36_500).default(30) })
    .prefault({})
    .describe('How long what was deleted can be had back'),
  snapshots: z
    .strictObject({ minFreePercent: z.number().min(0).max(100).default(10) })
    .prefault({})
    .describe('None are made when less of the disk is free'),
  links: LinksConfig.prefault({}).describe('Links through which anybody reads a file or folder'),
  search: z
    .strictObject({
      entriesPerVolume: z.number().int().min(0).max(10_000_000).default(500_000),
      everyHours: z.number().int().min(1).max(8760).default(1)
    })
    .prefault({})
    .describe('What of the files in volumes can be found by name'),
  mail: MailFileConfig.optional().describe('The mail server; without one no e-mail is sent'),
  activity: z
    .strictObject({ keepDays: z.number().int().min(1).max(36_500).default(365) })
    .prefault({})
    .describe('How long the record of acts is kept')
});

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

/** Where things lie below the data directory. */
export interface DataPaths {
  readonly database: string;
  /** Pid files and sockets; mode 0700. */
  readonly run: string;
  readonly gatewaySocket: string;
  readonly hubSocket: string;
  readonly filesSocket: string;
  readonly volumes: string;
  readonly snapshots: string;
  readonly profiles: string;
  readonly servers: string;
  readonly jobs: string;
  readonly control: string;
  /** The key of links; mode 0600. */
  readonly linkKey: string;
}

export interface Secrets {
  readonly adminPassword: string | null;
  readonly mailPassword: string | null;
}

/** Thrown with every wrong setting at once, each line naming it and what is allowed. */
export class ConfigError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`These settings are not valid:\n${lines.map(line => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
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
  if (!host.startsWith('unix:///')) {
    lines.push(
      'DOCKER_HOST: must be a socket of this machine, such as unix:///var/run/docker.sock; ' +
        'unset it or give engine.socket in LABCOMMONS_CONFIG'
    );
    return { images: [image], ...document };
  }
  return { images: [image], engine: { socket: host.slice('unix://'.length) }, ...document };
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

function dataPaths(dataDir: string): DataPaths {
  const run = join(dataDir, 'run');
  return {
    database: join(dataDir, 'hub.sqlite'),
    run,
    gatewaySocket: join(run, 'gateway-control.sock'),
    hubSocket: join(run, 'hub.sock'),
    filesSocket: join(run, 'files', 'files.sock'),
    volumes: join(dataDir, 'volumes'),
    snapshots: join(dataDir, 'snapshots'),
    profiles: join(dataDir, 'profiles'),
    servers: join(dataDir, 'servers'),
    jobs: join(dataDir, 'jobs'),
    control: join(dataDir, 'control'),
    linkKey: join(dataDir, 'link.key')
  };
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
