import { z } from 'zod';

import { Id } from './common.js';
import { Image } from './compute.js';
import { defineEndpoint } from './endpoint.js';
import { ServerParams } from './servers.js';

/** Something in a server's environment that is not in the image it was started from. */
export const ChangedPath = z.object({
  path: z.string().describe('Absolute, inside the server'),
  sizeBytes: z.number().int().nullable().describe('With everything in it; null where not measured')
});
export type ChangedPath = z.infer<typeof ChangedPath>;

export const ChangedPackage = z.object({
  manager: z.enum(['pip', 'conda', 'apt']),
  name: z.string(),
  version: z.string()
});
export type ChangedPackage = z.infer<typeof ChangedPackage>;

/** Why something of an environment does not go into its image. */
export const LeftOutReason = z.enum(['credential', 'history', 'runtime', 'temporary', 'cache']);
export type LeftOutReason = z.infer<typeof LeftOutReason>;

/** Paths that are listed of each group; `more` says how many there are beyond. */
export const CHANGES_LISTED = 200;

const PathGroup = z.object({
  items: z.array(ChangedPath),
  more: z.number().int(),
  sizeBytes: z.number().int().nullable().describe('Of all of them')
});
export type PathGroup = z.infer<typeof PathGroup>;

export const EnvironmentChanges = z
  .object({
    image: z.string().describe('Id of the image that it was started from'),
    sizeBytes: z.number().int().describe('What a saved image of it would hold beyond that image'),
    packages: z.array(ChangedPackage).describe('Installed, by the folders they left'),
    software: PathGroup.describe('Changed outside of home directories, packages among it'),
    home: PathGroup.describe('In home directories, outside of volumes'),
    removed: z.number().int().describe('Files and folders of the image that were removed'),
    leftOut: z
      .array(z.object({ path: z.string(), reason: LeftOutReason }))
      .describe('What a saved image will not hold'),
    mayBeSaved: z.boolean(),
    refusal: z.string().nullable().describe('In words, why it cannot be saved')
  })
  .meta({ id: 'EnvironmentChanges' });
export type EnvironmentChanges = z.infer<typeof EnvironmentChanges>;

const Title = z.string().trim().min(1).max(100);
const Description = z.string().trim().max(1000);

export const listServerChanges = defineEndpoint({
  id: 'listServerChanges',
  method: 'GET',
  path: '/servers/{name}/changes',
  summary:
    "What a server's environment holds beyond its image: packages, files in the home directory outside of volumes, and what a saved image would leave out",
  params: ServerParams,
  response: EnvironmentChanges,
  problems: ['not-found', 'conflict', 'engine-unavailable']
});

export const saveEnvironment = defineEndpoint({
  id: 'saveEnvironment',
  method: 'POST',
  path: '/servers/{name}/image',
  summary:
    "Save a server's environment as an image, visible to the caller alone until he shares it; a running server stands still while it is copied",
  params: ServerParams,
  body: z.strictObject({ title: Title, description: Description.default('') }),
  status: 202,
  response: Image,
  problems: [
    'not-found',
    'not-allowed',
    'conflict',
    'limit-reached',
    'engine-unavailable',
    'disk-full',
    'maintenance'
  ]
});

const ImageParams = z.strictObject({ id: z.string().min(1).max(64) });

export const getImage = defineEndpoint({
  id: 'getImage',
  method: 'GET',
  path: '/images/{id}',
  summary: 'One image that the caller may use or has saved',
  params: ImageParams,
  response: Image,
  problems: ['not-found']
});

export const editImage = defineEndpoint({
  id: 'editImage',
  method: 'PATCH',
  path: '/images/{id}',
  summary: 'Change title and description of a saved image; for its owner',
  params: z.strictObject({ id: Id }),
  body: z.strictObject({ title: Title.optional(), description: Description.optional() }),
  response: Image,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const deleteImage = defineEndpoint({
  id: 'deleteImage',
  method: 'DELETE',
  path: '/images/{id}',
  summary:
    'Delete a saved image that no server and no unfinished job uses; for its owner and for administrators',
  params: z.strictObject({ id: Id }),
  problems: ['not-found', 'not-allowed', 'conflict', 'engine-unavailable', 'engine-refused']
});
