/**
 * The policy of every hub page: nothing from elsewhere, never in a frame, forms only to us.
 * @param labOrigin - origin of the Lab pages, since a form may be answered by a redirect to a server's OAuth callback
 */
function contentSecurityPolicy(labOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self'${labOrigin ? ` ${labOrigin}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'"
  ].join('; ');
}

/** The headers of every answer that is not the API's, redirects and errors included. */
export function pageHeaders(labOrigin: string | undefined): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(labOrigin),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store'
  };
}
