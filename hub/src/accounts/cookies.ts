import { parseCookie, stringifySetCookie } from 'cookie';

/** Where the hub lives, as far as cookies care. */
export interface CookiePaths {
  /** Begins and ends with a slash. */
  readonly basePath: string;
  readonly hubPath: string;
}

/** Read by the single-user servers as part of a cache key; opens nothing. */
const PUBLIC_ID = 'jupyterhub-session-id';
const XSRF = '_xsrf';

/** With TLS a cookie that no script and no other host can plant; without, one that only hub paths receive. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-labcommons-session' : 'labcommons-session';
}

/**
 * Values of a cookie, in the order sent. A script of the same origin can plant a second one with a longer path, which
 * browsers send first: so more than one value is a reason to believe none.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map(pair => parseCookie(pair)[name])
    .filter(value => value !== undefined);
}

export interface SessionCookies {
  readonly secret: string;
  readonly publicId: string;
  readonly xsrf: string;
  readonly maxAgeSeconds: number;
}

/** The `Set-Cookie` headers of a sign-in. */
export function signInCookies(
  paths: CookiePaths,
  secure: boolean,
  { secret, publicId, xsrf, maxAgeSeconds }: SessionCookies
): string[] {
  return [
    stringifySetCookie(sessionCookieName(secure), secret, {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: secure ? '/' : paths.hubPath,
      maxAge: maxAgeSeconds
    }),
    publicIdCookie(paths, secure, publicId),
    xsrfCookie(paths, secure, xsrf)
  ];
}

/** The `Set-Cookie` headers that make a browser forget a sign-in. */
export function signOutCookies(paths: CookiePaths, secure: boolean): string[] {
  const gone = { httpOnly: true, secure, sameSite: 'lax', maxAge: 0 } as const;
  return [
    stringifySetCookie(sessionCookieName(secure), '', {
      ...gone,
      path: secure ? '/' : paths.hubPath
    }),
    stringifySetCookie(PUBLIC_ID, '', { ...gone, path: paths.basePath }),
    stringifySetCookie(XSRF, '', { ...gone, path: paths.hubPath })
  ];
}

function publicIdCookie(paths: CookiePaths, secure: boolean, publicId: string): string {
  return stringifySetCookie(PUBLIC_ID, publicId, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: paths.basePath
  });
}

/**
 * The token against forged forms, for clients that copy it from the cookie into the form, and for the sign-in form.
 * `HttpOnly`: a path keeps no script out, since `history.pushState` moves a page of the same origin to any path. Hub
 * pages carry the token in themselves.
 */
export function xsrfCookie(paths: CookiePaths, secure: boolean, token: string): string {
  return stringifySetCookie(XSRF, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: paths.hubPath
  });
}

export function xsrfValues(header: string | undefined): string[] {
  return cookieValues(header, XSRF);
}
