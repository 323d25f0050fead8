import type { Link, LinkSummary } from '../../contract/links.js';
import type { LinkSecrets } from './secrets.js';
import type { Standings } from './standings.js';
import type { LinkRow } from './types.js';

/** Name of a file or folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Links in the words of the contract, for their owners. */
export class LinkView {
  constructor(
    private readonly standings: Standings,
    private readonly secrets: LinkSecrets
  ) {}

  summary(link: LinkRow): LinkSummary {
    const { state, reason, volume } = this.standings.of(link);
    return {
      id: link.id,
      kind: link.kind,
      name: nameOf(link.path),
      volume: volume?.address ?? link.volumeAddress,
      path: link.path,
      state,
      reason,
      hasPassword: link.passwordHash !== null,
      expiresAt: link.expiresAt,
      downloads: link.downloads,
      maxDownloads: link.maxDownloads,
      lastDownloadAt: link.lastDownloadAt,
      createdAt: link.createdAt,
      version: link.version
    };
  }

  /** @param site - what addresses begin with: origin and path of the hub */
  link(link: LinkRow, site: string): Link {
    const token = this.secrets.tokenOf(link);
    return { ...this.summary(link), url: token === null ? null : `${site}l/${token}` };
  }
}
