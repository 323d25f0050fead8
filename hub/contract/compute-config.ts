// What administrators say of images and compute domains: in the settings file, and by the API while the hub runs.
import { z } from 'zod';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

const ShortName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and hyphens');

const Title = z.string().trim().min(1, 'must not be empty').max(200);
const Description = z.string().max(4000).default('');

const Public = z
  .boolean()
  .default(true)
  .describe('Whether everyone may use it, or those it is granted to');

/** What of an image's settings says that it holds a program with pages of its own, and how that is started. */
export const AppConfig = z
  .strictObject({
    port: z.number().int().min(1).max(65535).default(8888).describe('Where it listens'),
    path: z
      .string()
      .regex(/^(?!\/)[!-~]*$/, 'must be relative, such as index.html?view=1')
      .default('')
      .describe('What is opened, below the path of the server; filled in as command'),
    stripPrefix: z
      .boolean()
      .default(false)
      .describe('It knows nothing of the path it is served at and takes / for its own'),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('In place of all that the image starts; {prefix}, {path} and {port} are filled in'),
    startScript: z
      .literal('sciserver')
      .optional()
      .describe('The image starts by /opt/startup.sh <path>, as those of SciServer do')
  })
  .refine(
    ({ command, startScript }) => command === undefined || startScript === undefined,
    'has either command or startScript'
  );
export type AppConfig = z.infer<typeof AppConfig>;

export const ImageConfig = z.strictObject({
  id: ShortName,
  title: Title,
  description: Description,
  reference: z
    .string()
    .max(500)
    .regex(
      /^[A-Za-z0-9][\w./:@-]*$/,
      'must be the reference of an image, as `docker pull` takes it'
    )
    .describe('Image reference, as `docker pull` takes it'),
  public: Public,
  app: AppConfig.optional().describe('Its servers run this program; left out: JupyterLab')
});
export type ImageConfig = z.infer<typeof ImageConfig>;

export const DomainConfig = z.strictObject({
  id: ShortName,
  title: Title,
  description: Description,
  kinds: z
    .array(z.enum(['interactive', 'batch']))
    .min(1)
    .default(['interactive', 'batch']),
  images: z.array(ShortName).min(1).max(200).describe('Ids of images; the first is the default'),
  public: Public,
  memoryBytes: z
    .number()
    .int()
    .min(256 * MiB)
    .default(4 * GiB)
    .describe('Of one server or job'),
  cores: z.number().positive().default(1),
  jobTimeSeconds: z
    .number()
    .int()
    .min(1)
    .default(8 * 3600)
    .describe('Longest time limit of a job'),
  runningJobs: z.number().int().min(1).default(4).describe('Jobs that run at once in this domain'),
  runningJobsPerUser: z.number().int().min(1).default(2),
  queuedJobsPerUser: z.number().int().min(1).default(1000),
  idleSeconds: z
    .number()
    .int()
    .min(60)
    .default(48 * 3600)
    .describe('A server that does nothing for so long is stopped'),
  lifeSeconds: z
    .number()
    .int()
    .min(600)
    .nullable()
    .default(null)
    .describe('How long a server runs at most; null: as long as it likes'),
  runningServers: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('Servers that run at once in this domain, further ones wait; null: any number'),
  layerBytes: z
    .number()
    .int()
    .min(16 * MiB)
    .nullable()
    .default(8 * GiB)
    .describe('What the container of a server may hold of its own, outside of volumes')
});
export type DomainConfig = z.infer<typeof DomainConfig>;
