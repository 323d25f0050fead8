import { z } from 'zod';

import { createServer } from '../../../contract/servers.js';
import { AppError } from '../../errors.js';

/** How servers are made and changed in our own words; what a server is set to are its options in JupyterHub's. */
const Options = createServer.body.pick({ domain: true, image: true, volumes: true });
export type ServerWish = z.output<typeof Options> & { readonly displayName?: string };

const Whole = z.strictObject({
  display_name: createServer.body.shape.displayName,
  user_options: Options.nullish()
});

/**
 * What a body asks for: bare options, or options and a name for people.
 * @throws AppError `invalid-request`
 */
export function wishOf(body: unknown): ServerWish {
  const isWhole =
    typeof body === 'object' && body !== null && ('display_name' in body || 'user_options' in body);
  const parsed = isWhole ? Whole.safeParse(body) : Options.safeParse(body ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError('invalid-request', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { display_name: displayName, user_options: options } = isWhole
    ? (parsed.data as z.output<typeof Whole>)
    : { display_name: undefined, user_options: parsed.data as z.output<typeof Options> };
  return { ...options, ...(displayName === undefined ? {} : { displayName }) };
}

/** Whether a server is to be deleted and not only stopped. @throws AppError `invalid-request` */
export function isRemoval(body: unknown): boolean {
  const parsed = z.looseObject({ remove: z.boolean().default(false) }).safeParse(body ?? {});
  if (!parsed.success) {
    throw new AppError('invalid-request', 'The body must be an object, and remove true or false');
  }
  return parsed.data.remove;
}
