import type { EntryStat } from '../files/ports.js';
import type { LinkData, LinkEntry } from '../pages/page-data.js';
import type { LinkRow } from './types.js';
import type { Shown } from './visits.js';

/** What the page of a link shows. @param base - path of the link's page */
export function linkPage(base: string, link: LinkRow, shown: Shown, isFirst: boolean): LinkData {
  const isFile = shown.entry.kind === 'file';
  const at = (path: string) => (path === '' ? base : `${base}?${query({ path })}`);
  const download = (path: string) => `${base}/download${path === '' ? '' : `?${query({ path })}`}`;
  const segments = shown.path === '' ? [] : shown.path.split('/');
  const top = link.path.slice(link.path.lastIndexOf('/') + 1);
  return {
    name: shown.name,
    sharedBy: shown.sharedBy,
    size: isFile ? shown.entry.sizeBytes : null,
    crumbs: [
      { name: top, href: base },
      ...segments.map((name, index) => ({
        name,
        href: at(segments.slice(0, index + 1).join('/'))
      }))
    ],
    download: download(shown.path),
    entries: isFile ? null : shown.items.map(entry => entryIn(shown.path, entry, at, download)),
    isFirst,
    more:
      shown.nextCursor === null
        ? null
        : `${base}?${query({ ...(shown.path === '' ? {} : { path: shown.path }), cursor: shown.nextCursor })}`,
    expiresOn: new Date(link.expiresAt).toUTCString().slice(5, 16)
  };
}

/** Links, which might lead anywhere, and devices are named and no more. */
function entryIn(
  folder: string,
  { name, kind, sizeBytes }: EntryStat,
  at: (path: string) => string,
  download: (path: string) => string
): LinkEntry {
  const path = folder === '' ? name : `${folder}/${name}`;
  switch (kind) {
    case 'file':
      return { name, kind, size: sizeBytes, open: null, download: download(path) };
    case 'directory':
      return { name, kind: 'folder', size: null, open: at(path), download: download(path) };
    default:
      return { name, kind: 'other', size: null, open: null, download: null };
  }
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}
