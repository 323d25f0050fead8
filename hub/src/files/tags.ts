import type { EntryStat } from './ports.js';

/** As a header has it. */
export function tagOf({ etag }: Pick<EntryStat, 'etag'>): string {
  return `"${etag}"`;
}

/** Whether the list of tags in `If-None-Match` or `If-Match` names this one; `*` names everything. */
export function names(header: string | undefined, etag: string): boolean {
  return (header ?? '')
    .split(',')
    .map(tag => tag.trim().replace(/^W\//, ''))
    .some(tag => tag === '*' || tag === `"${etag}"`);
}
