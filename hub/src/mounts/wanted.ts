import type { Access } from '../../contract/common.js';
import type { Allowed, Choice } from './types.js';

/** What a server is to have, and what its owner chose for it but may not have any more. */
export interface Wanted {
  readonly volumes: readonly Allowed[];
  readonly lost: readonly Choice[];
}

/**
 * Decides anew what a server is to have: what every server of its owner gets, changed by what he chose for this one, as
 * far as he may have it at this moment.
 * @param allowed - what the owner may do with a volume; null when nothing, or when there is none
 * @param isReadOnly - of volumes that nobody may write to for the time being
 */
export function wantedVolumes(
  defaults: readonly Allowed[],
  choices: readonly Choice[],
  allowed: (volumeId: string) => Allowed | null,
  isReadOnly: (volumeId: string) => boolean
): Wanted {
  const chosen = new Set(choices.map(({ volumeId }) => volumeId));
  const volumes = defaults.filter(({ volume }) => !chosen.has(volume.id));
  const lost: Choice[] = [];
  for (const choice of choices) {
    const may = choice.access === null ? null : allowed(choice.volumeId);
    if (may) {
      volumes.push({ volume: may.volume, access: lesser(choice.access ?? 'read', may.access) });
    } else if (choice.access !== null) {
      lost.push(choice);
    }
  }
  return {
    volumes: volumes.map(({ volume, access }) => ({
      volume,
      access: isReadOnly(volume.id) ? 'read' : access
    })),
    lost
  };
}

function lesser(a: Access, b: Access): Access {
  return a === 'write' && b === 'write' ? 'write' : 'read';
}
