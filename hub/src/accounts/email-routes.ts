import { getEmail, setEmail } from '../../contract/accounts.js';
import type { Api } from '../http/api.js';
import { clientOf, ownOrigin } from '../http/client.js';
import type { EmailService } from './email.js';

/** @param hub - origin of the hub pages where it is configured, else that of the request; and their path */
export function bindEmail(
  api: Api,
  email: EmailService,
  hub: { readonly origin: string | undefined; readonly path: string }
): void {
  api.on(getEmail, ({ principal }) => email.of(principal.user));

  api.on(setEmail, ({ principal, body, request }) =>
    email.set(principal.user, {
      ...body,
      address: clientOf(request).address,
      linkOf: token => `${hub.origin ?? ownOrigin(request)}${hub.path}confirm-email?token=${token}`
    })
  );
}
