import { z } from 'zod';

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
