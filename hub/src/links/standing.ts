import type { LinkState } from '../../contract/links.js';
import type { LinkRow } from './types.js';

/** What a link depends on, as it is at this moment. */
export interface LinkFacts {
  /** Whether there are links on this hub. */
  readonly isEnabled: boolean;
  /** Whether its owner may sign in. */
  readonly ownerIsActive: boolean;
  readonly volumeExists: boolean;
  /** Whether its owner may share the volume. */
  readonly mayShare: boolean;
}

export interface Standing {
  readonly state: LinkState;
  /** For the owner, in words; null while it works. */
  readonly reason: string | null;
}

/** Whether a link works, and why not. */
export function standingOf(
  link: Pick<LinkRow, 'expiresAt' | 'downloads' | 'maxDownloads'>,
  facts: LinkFacts,
  now: Date
): Standing {
  const broken = whyBroken(facts);
  if (broken !== null) {
    return { state: 'broken', reason: broken };
  }
  if (Date.parse(link.expiresAt) <= now.getTime()) {
    return { state: 'expired', reason: 'It has expired' };
  }
  if (link.maxDownloads !== null && link.downloads >= link.maxDownloads) {
    return { state: 'usedUp', reason: 'It was used as often as it may be' };
  }
  return { state: 'live', reason: null };
}

function whyBroken(facts: LinkFacts): string | null {
  if (!facts.isEnabled) {
    return 'Links are switched off on this hub';
  }
  if (!facts.volumeExists) {
    return 'The volume was deleted';
  }
  if (!facts.ownerIsActive) {
    return 'The account is disabled';
  }
  return facts.mayShare ? null : 'You may not share this volume any more';
}
