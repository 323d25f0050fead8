import { z } from 'zod';

import { VolumeFile } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** Larger files are read one by one. */
export const BATCH_FILE_BYTES = 4 * 1024 * 1024;

/** Bytes of all files of one answer. */
export const BATCH_BYTES = 32 * 1024 * 1024;

/** A file as it was read, or why it was not. */
export const BatchItem = z
  .object({
    volume: z.string().describe('As it was asked for'),
    path: z.string(),
    outcome: z
      .enum(['found', 'notFound', 'tooLarge', 'leftOut'])
      .describe(
        'notFound: also what may not be seen, or is no file; leftOut: the answer is full, ask for it again'
      ),
    encoding: z.enum(['utf-8', 'base64']).nullable().describe('Of `content`; null without it'),
    content: z.string().nullable(),
    sizeBytes: z.number().int().nullable(),
    etag: z.string().nullable()
  })
  .meta({ id: 'BatchItem' });
export type BatchItem = z.infer<typeof BatchItem>;

export const readFiles = defineEndpoint({
  id: 'readFiles',
  method: 'POST',
  path: '/files/read',
  summary: `Reads up to 100 small files, of ${BATCH_FILE_BYTES / 1024 / 1024} MiB each and ${BATCH_BYTES / 1024 / 1024} MiB together; each is answered on its own, in the order asked for`,
  body: z.strictObject({ files: z.array(VolumeFile).min(1).max(100) }),
  response: z.object({ items: z.array(BatchItem) }),
  problems: ['files-unavailable']
});
