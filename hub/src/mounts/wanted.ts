import type { Access } from '../../contract/common.js';
import { AppError } from '../errors.js';
import type { Privilege, Volume } from '../volumes/types.js';
import type { Allowed, Choice } from './types.js';

/** What a server is to have, and what its owner chose for it but may not have any more. */
export interface Wanted {
  readonly volumes: readonly Allowed[];
  readonly lost: readonly Choice[];
}

/**
 * What is remembered of a choice. Who asks for as much as he may have at this moment gets more when he may have more.
 * @throws AppError `not-allowed`
 */
export function wishFor(
  access: Access,
  { address }: Volume,
  privileges: readonly Privilege[]
): Access {
  const mayWrite = privileges.includes('write');
  if (access === 'write' && !mayWrite) {
    throw new AppError('not-allowed', `You may not write to ${address}`);
  }
  return mayWrite ? access : 'write';
}

/**
 * Decides anew what a server is to have: the volumes of its base, changed by what its owner chose for it, as far as he may
 * have it at this moment.
 * @param allowed - what the owner may do with a volume; null when nothing, or when there is none
 * @param isReadOnly - of volumes that nobody may write to for the time being
 */
export function wantedVolumes(
  base: readonly Allowed[],
  choices: readonly Choice[],
  allowed: (volumeId: string) => Allowed | null,
  isReadOnly: (volumeId: string) => boolean
): Wanted {
  const chosen = new Set(choices.map(({ volumeId }) => volumeId));
  const volumes = base.filter(({ volume }) => !chosen.has(volume.id));
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
