import type { AccountService } from '../accounts/service.js';
import type { SessionService } from '../accounts/sessions.js';
import { clientOf } from '../http/client.js';
import { requireProvenance } from '../http/provenance.js';
import type { PageAccounts } from './ports.js';

/** What the pages need of accounts, by its two services. */
export function pageAccounts(
  accounts: Pick<AccountService, 'verifyPassword'>,
  sessions: Pick<
    SessionService,
    'fromRequest' | 'signIn' | 'signOut' | 'signOutCookies' | 'formToken' | 'checkFormToken'
  >
): PageAccounts {
  return {
    visitorOf: request => sessions.fromRequest(request)?.user ?? null,
    signedInOf: request => sessions.fromRequest(request),
    verifyPassword: (name, password, address) => accounts.verifyPassword(name, password, address),
    async signIn(user, request, response) {
      const before = sessions.fromRequest(request)?.session ?? null;
      const { cookies } = await sessions.signIn(user, clientOf(request), before);
      response.append('Set-Cookie', [...cookies]);
    },
    async signOut(request, response) {
      const signedIn = sessions.fromRequest(request);
      if (signedIn) {
        await sessions.signOut(signedIn.session);
      }
      response.append('Set-Cookie', sessions.signOutCookies(clientOf(request).secure));
    },
    xsrfToken(request, response) {
      const { token, cookies } = sessions.formToken(request, clientOf(request).secure);
      response.append('Set-Cookie', cookies);
      return token;
    },
    checkForm(request, token) {
      sessions.checkFormToken(request, token);
      requireProvenance(request, 'form', true);
    }
  };
}
