import { z } from 'zod';

import { Id, Time, VolumeFile } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** Files and folders of one download. */
export const MAX_DOWNLOAD_FILES = 1000;

export const DownloadRequest = z
  .strictObject({
    files: z.array(VolumeFile).min(1).max(MAX_DOWNLOAD_FILES).describe('Files and folders'),
    snapshot: Id.optional().describe('They are taken from this snapshot of their volume'),
    name: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Of what is saved; else the name of the only file, or one made from the first')
  })
  .meta({ id: 'DownloadRequest' });
export type DownloadRequest = z.output<typeof DownloadRequest>;

export const Download = z
  .object({
    url: z
      .string()
      .describe(
        'Path on the origin that this was asked at; to be opened once, without credentials'
      ),
    expiresAt: Time
  })
  .meta({ id: 'Download' });
export type Download = z.infer<typeof Download>;

export const createDownload = defineEndpoint({
  id: 'createDownload',
  method: 'POST',
  path: '/downloads',
  summary:
    'An address at which a browser saves a file as it is, or several files and folders as one zip; good for a minute',
  body: DownloadRequest,
  response: Download,
  status: 201,
  problems: ['not-found', 'limit-reached', 'files-unavailable']
});

export const useDownload = defineEndpoint({
  id: 'useDownload',
  method: 'GET',
  path: '/downloads/{ticket}',
  summary: 'The bytes that an address of `POST /downloads` stands for; works once',
  credentials: 'none',
  params: z.strictObject({ ticket: z.string().max(100) }),
  produces: 'bytes',
  problems: ['not-found', 'files-unavailable']
});
