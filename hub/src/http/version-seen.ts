import type { Request } from 'express';

/** The version that `If-Match` names; null when it does not matter. One that is none of ours matches nothing. */
export function versionSeen(request: Pick<Request, 'get'>): number | null {
  const header = request.get('If-Match')?.trim();
  if (header === undefined || header === '*') {
    return null;
  }
  const match = /^"(\d{1,15})"$/.exec(header);
  return match ? Number(match[1]) : -1;
}
