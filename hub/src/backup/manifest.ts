import { z } from 'zod';

/** What this program writes and understands. */
const FORMAT = 1;

export const MANIFEST = 'manifest.json';
export const DATABASE = 'hub.sqlite';
export const SETTINGS = 'settings.yaml';
export const ENVIRONMENT = 'environment.json';
export const OWN_FILES = 'own.tar';

const FileName = z
  .string()
  .regex(/^[a-zA-Z0-9-]+(\/[a-zA-Z0-9-]+)?\.[a-z]+$/, 'must be a name of a backup');

/** Below the data directory; never leads out of it. */
const PlaceBelow = z
  .string()
  .regex(/^[\w-][\w. -]*(\/[\w-][\w. -]*)*$/, 'must be a path below the data directory');

const Tree = z.strictObject({
  file: FileName.describe('The tar archive'),
  place: PlaceBelow.describe('Where it was, below the data directory'),
  title: z.string().describe('For people: the address of a volume, or what it is'),
  warnings: z.array(z.string())
});
export type Tree = z.infer<typeof Tree>;

/** The first thing that is read of a backup, and the last that is written. */
export const Manifest = z.strictObject({
  format: z.literal('labcommons-backup'),
  version: z.literal(
    FORMAT,
    'was made by a version of LabCommons that this one does not understand'
  ),
  madeAt: z.string(),
  hubId: z.string(),
  schema: z.number().int().describe('Migrations that the database has seen'),
  dataDir: z.string().startsWith('/').describe('Where it all was'),
  files: z.array(
    z.strictObject({
      name: FileName,
      sizeBytes: z.number().int(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/)
    })
  ),
  trees: z.array(Tree),
  leftOut: z
    .array(z.strictObject({ title: z.string(), why: z.string() }))
    .describe('Volumes whose bytes are not in it')
});
export type Manifest = z.infer<typeof Manifest>;

export function newManifest(parts: Omit<Manifest, 'format' | 'version'>): Manifest {
  return { format: 'labcommons-backup', version: FORMAT, ...parts };
}
