import { z } from 'zod';

import { defineEndpoint } from '../../../contract/endpoint.js';

/** A token as JupyterHub's API shows it. Those of an OAuth client belong to a server's page, the others to people. */
export const Key = z.object({
  id: z.string(),
  note: z.string(),
  created: z.string(),
  last_activity: z.string().nullable(),
  expires_at: z.string().nullable(),
  oauth_client: z.string().nullable().optional()
});
export type Key = z.infer<typeof Key>;

const OfUser = z.strictObject({ name: z.string() });

export const listKeys = defineEndpoint({
  id: 'listKeys',
  method: 'GET',
  path: '/users/{name}/tokens',
  summary: 'Keys and tokens of a user',
  params: OfUser,
  response: z.object({ api_tokens: z.array(Key) })
});

export const makeKey = defineEndpoint({
  id: 'makeKey',
  method: 'POST',
  path: '/users/{name}/tokens',
  summary: 'Make a key; its secret is in this answer only',
  params: OfUser,
  body: z.object({ note: z.string(), expires_in: z.number().int().optional() }),
  response: Key.extend({ token: z.string() })
});

export const revokeKey = defineEndpoint({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/users/{name}/tokens/{id}',
  summary: 'Revoke a key',
  params: OfUser.extend({ id: z.string() })
});
