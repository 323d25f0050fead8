/** Longest arguments of a link to a server, in bytes of JSON. */
export const MOST_ARGUMENT_BYTES = 16 * 1024;

/** What a link to a server says; see the guide for what becomes of it. */
export interface AppLinkWish {
  /** A file in a volume: `Storage/kim/thesis/a.ipynb`. */
  readonly file?: string;
  /** Id of an image. */
  readonly image?: string;
  /** What people are to call the server. */
  readonly name?: string;
  /** Any JSON. */
  readonly input?: unknown;
}

/** Path and query of a link, below the hub's path. */
export function appLinkPath({ file, image, name, input }: AppLinkWish): string {
  const query = new URLSearchParams();
  if (file) query.set('file', file);
  if (image) query.set('image', image);
  if (name) query.set('name', name);
  if (input !== undefined) query.set('arguments', base64Of(JSON.stringify(input)));
  const text = query.toString().replace(/%2F/g, '/');
  return `apps${text && `?${text}`}`;
}

/** In the alphabet of URLs, so that nothing of it is escaped. */
function base64Of(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
