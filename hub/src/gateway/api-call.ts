import { decodePiece } from './request-path.js';

/** How much a client wants a media type, 0 to 1; types it does not name count as not wanted. */
function quality(accept: string, isWanted: (type: string) => boolean): number {
  const qualities = accept.split(',').flatMap(range => {
    const [type = '', ...parameters] = range.split(';').map(piece => piece.trim().toLowerCase());
    const q = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
    return isWanted(type) ? [Number(q ?? 1) || 0] : [];
  });
  return Math.max(0, ...qualities);
}

/** Whether a client asks for JSON rather than for a page. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes('json')) {
    return false;
  }
  const json = quality(accept, type => /^application\/(?:[\w.-]+\+)?json$/.test(type));
  return json > 0 && json > quality(accept, type => type === 'text/html');
}

/**
 * Whether a program asks, that wants to be told in JSON, rather than a person who can be led to a page.
 * @param below - raw path behind the owner's name
 */
export function isApiCall(
  request: { readonly method?: string; readonly headers: { readonly accept?: string } },
  below: string
): boolean {
  return (
    (request.method !== 'GET' && request.method !== 'HEAD') ||
    prefersJson(request.headers.accept) ||
    below.split('/').some(segment => decodePiece(segment) === 'api')
  );
}
