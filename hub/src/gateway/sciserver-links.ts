/** Where SciServer's links to its applications lie, without what is below. */
const LINKS = /^(apps|compute\/(?:run|new))\/?$/;

/**
 * What of a SciServer link the hub opens, below the hub's path; empty for every other address.
 * @param url - the request target as received
 * @param basePath - begins and ends with a slash
 */
export function sciServerLink(url: string, basePath: string): string {
  const [path = '', query] = url.split(/\?(.*)/s);
  const [, page] = LINKS.exec(path.startsWith(basePath) ? path.slice(basePath.length) : '') ?? [];
  return page === undefined ? '' : page + (query === undefined ? '' : `?${query}`);
}
