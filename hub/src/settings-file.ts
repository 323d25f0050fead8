import { resolve } from 'node:path';

import { z } from 'zod';

import { DomainConfig, ImageConfig } from '../contract/compute-config.js';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

const Origin = z.string().refine(value => {
  return URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value;
}, 'must be an origin such as https://hub.example.org, without a path');

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
  public: z
    .boolean()
    .default(true)
    .describe('Whether everyone may make volumes in it, or those it is granted to'),
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

const TileConfig = z.strictObject({
  title: z.string().min(1).max(60),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .max(2000),
  description: z.string().max(200).default('')
});
export type TileConfig = z.infer<typeof TileConfig>;

const PemFile = z.string().startsWith('/', 'must be an absolute path');

/** The only ways to an engine of another machine: whoever reaches it in the clear is root there. */
const RemoteEngine = z
  .strictObject({
    address: z
      .string()
      .refine(
        value => /^tcp:\/\/[^/@]+:\d+$/.test(value) || /^ssh:\/\/([^/@]+@)?[^/@]+$/.test(value),
        'must be tcp://host:port or ssh://user@host'
      )
      .refine(value => URL.canParse(value), 'must have a host'),
    tls: z
      .strictObject({ authority: PemFile, certificate: PemFile, key: PemFile })
      .optional()
      .describe('PEM files: who signed the engine’s certificate, and ours that it asks for')
  })
  .refine(
    ({ address, tls }) => address.startsWith('ssh:') === (tls === undefined),
    'tls belongs to an address of tcp://, which is not used without it'
  );
export type RemoteEngine = z.output<typeof RemoteEngine>;

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
export type MailFileConfig = z.output<typeof MailFileConfig>;

/** The stock image of the Jupyter Docker Stacks that is used when nothing else is said. */
export const DEFAULT_IMAGE = 'quay.io/jupyter/scipy-notebook:2025-12-31';

/** The YAML file named by LABCOMMONS_CONFIG. Every key may be left out. */
export const FileConfig = z.strictObject({
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
    .strictObject({
      socket: z.string().startsWith('/').default('/var/run/docker.sock'),
      remote: RemoteEngine.optional().describe(
        'An engine of another machine, instead of the socket'
      )
    })
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
  serversPerUser: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('That anybody but an administrator may have, stopped ones included'),
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
  room: z
    .strictObject({
      minFreeBytes: z
        .number()
        .int()
        .min(0)
        .default(5 * GiB),
      minFreePercent: z.number().min(0).max(100).default(5)
    })
    .prefault({})
    .describe('Nothing new starts when less of a disk is free than the smaller of the two'),
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
  databases: z
    .strictObject({
      mostPerUser: z.number().int().min(0).max(1000).default(5).describe('0: nobody makes any'),
      mostBytes: z.number().int().min(MiB).default(GiB).describe('How large each may become'),
      querySeconds: z.number().int().min(1).max(86_400).default(60),
      queriesAtOnce: z.number().int().min(1).max(100).default(4)
    })
    .prefault({})
    .describe('SQLite databases of users'),
  tiles: z
    .array(TileConfig)
    .max(30)
    .default([])
    .describe('Other sites that the home page leads to, beside the programs of this one'),
  mail: MailFileConfig.optional().describe('The mail server; without one no e-mail is sent'),
  activity: z
    .strictObject({ keepDays: z.number().int().min(1).max(36_500).default(365) })
    .prefault({})
    .describe('How long the record of acts is kept'),
  usage: z
    .strictObject({ keepDays: z.number().int().min(1).max(36_500).default(1096) })
    .prefault({})
    .describe('How long it is kept how much each user used on each day')
});
