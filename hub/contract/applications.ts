import { z } from 'zod';

import { defineEndpoint } from './endpoint.js';

/** Something to go on to from the home page and the Home tab. */
export const Application = z
  .object({
    title: z.string(),
    description: z.string(),
    url: z
      .string()
      .describe('Path of a page of this hub that opens a program; or the address of another site')
  })
  .meta({ id: 'Application' });
export type Application = z.infer<typeof Application>;

export const listApplications = defineEndpoint({
  id: 'listApplications',
  method: 'GET',
  path: '/applications',
  summary:
    'Programs that the caller may open in servers of his own, and other sites that administrators lead to, in the order of the home page',
  response: z.object({ items: z.array(Application) })
});
