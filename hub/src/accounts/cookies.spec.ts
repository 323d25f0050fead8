import { cookieValues, signInCookies, signOutCookies } from './cookies.js';

const paths = { basePath: '/lc/', hubPath: '/lc/hub/' };
const session = { secret: 's3', publicId: 'p1', xsrf: 'x2', maxAgeSeconds: 60 };

describe('cookies', () => {
  it('stay on their paths without TLS', () => {
    expect(signInCookies(paths, false, session)).toEqual([
      'labcommons-session=s3; Max-Age=60; Path=/lc/hub/; HttpOnly; SameSite=Lax',
      'jupyterhub-session-id=p1; Path=/lc/; HttpOnly; SameSite=Lax',
      '_xsrf=x2; Path=/lc/hub/; HttpOnly; SameSite=Lax'
    ]);
  });

  it('cannot be planted by other hosts with TLS', () => {
    const [hub] = signInCookies(paths, true, session);
    expect(hub).toBe(
      '__Host-labcommons-session=s3; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax'
    );
  });

  it.each([true, false])('are forgotten by name and path (TLS: %s)', secure => {
    const place = (cookie: string) => [cookie.split('=', 1)[0], /Path=[^;]*/.exec(cookie)?.[0]];
    const gone = signOutCookies(paths, secure);
    expect(gone.map(place)).toEqual(signInCookies(paths, secure, session).map(place));
    expect(gone.every(cookie => cookie.includes('Max-Age=0'))).toBe(true);
  });

  it.each([
    [undefined, []],
    ['a=1', ['1']],
    ['a=1; b=2; a=3', ['1', '3']],
    ['xa=1; ab=2', []],
    ['a="1"', ['"1"']],
    ['__proto__=1; a=2', ['2']],
    ['a; a=; ;;=', ['']]
  ])('reads every value of %j', (header, expected) => {
    expect(cookieValues(header, 'a')).toEqual(expected);
  });
});
