import { SESSION_ID_COOKIE, tokenInSignedCookie } from './credentials.js';
import { cookiesIn } from './cookies.js';
import type { ToServer } from './decision.js';
import { textOf, type RawHeaders } from './response-headers.js';
import type { SignIns } from './sign-ins.js';

/** A pass through a server's OAuth callback, where the browser brings the code it was given by the hub. */
export interface Binding {
  /** @returns the cookie to add to the server's answer, if any */
  cookieFor(raw: RawHeaders, status: number): string | null;
}

/**
 * Where JupyterLab lives on a host of its own, browsers bring no cookie of the hub there. So the sign-in is bound to
 * the browser when the server has taken the code that was issued for it; from then on signing out bites there too.
 */
export function bindingAt(
  { path, route }: ToServer,
  signIns: SignIns,
  cookie: { readonly path: string; readonly isSecure: boolean }
): Binding | null {
  const callback = `${route.prefix}oauth_callback?`;
  if (!path.startsWith(callback)) {
    return null;
  }
  const code = new URLSearchParams(path.slice(callback.length)).get('code');
  const publicId = code === null ? null : signIns.redeem(code, null);
  if (publicId === null) {
    return null;
  }
  const secure = cookie.isSecure ? '; Secure' : '';
  return {
    cookieFor: (raw, status) =>
      status === 302 && logsIn(raw)
        ? `${SESSION_ID_COOKIE}=${publicId}; Path=${cookie.path}; HttpOnly; SameSite=Lax${secure}`
        : null
  };
}

/** A server that took the code sets its login cookie; one that refused it must bind nobody to a stranger's sign-in. */
function logsIn(raw: RawHeaders): boolean {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (textOf(raw[i]!).toLowerCase() === 'set-cookie') {
      const [cookie] = cookiesIn(textOf(raw[i + 1]!));
      if (cookie !== undefined && tokenInSignedCookie(cookie.value) !== null) {
        return true;
      }
    }
  }
  return false;
}
