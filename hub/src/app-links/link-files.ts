import type { User } from '../accounts/types.js';
import { hasCode } from '../errors.js';
import { numberedName } from '../files/numbered-name.js';
import type { VolumeFiles } from '../files/ports.js';
import { readyBytes } from '../files/ready-bytes.js';
import type { FileService } from '../files/service.js';
import type { LinkFiles } from './ports.js';

const MOST_TRIES = 1000;

/** What links read and write in volumes, with the rights and the quota of whoever follows them. */
export function linkFiles(
  service: Pick<FileService, 'reading' | 'makeFolder' | 'write'>,
  files: Pick<VolumeFiles, 'stat'>
): LinkFiles {
  async function ensureFolder(user: User, place: string): Promise<void> {
    try {
      await service.makeFolder(user, place.slice(0, place.lastIndexOf('/')), true);
    } catch (error) {
      if (!hasCode(error, 'already-exists')) {
        throw error;
      }
    }
  }
  return {
    async isThere(user, place) {
      try {
        return (await files.stat(service.reading(user, place).place)) !== null;
      } catch (error) {
        if (hasCode(error, 'not-found')) {
          return false;
        }
        throw error;
      }
    },
    async write(user, place, bytes) {
      await ensureFolder(user, place);
      await service.write(user, place, {
        bytes: readyBytes(bytes),
        ifMatch: undefined,
        ifNoneMatch: undefined
      });
    },
    async writeNew(user, place, bytes) {
      await ensureFolder(user, place);
      const at = place.lastIndexOf('/') + 1;
      for (let number = 1; ; number += 1) {
        const name = place.slice(at);
        const free = place.slice(0, at) + (number === 1 ? name : numberedName(name, number, false));
        try {
          await service.write(user, free, {
            bytes: readyBytes(bytes),
            ifMatch: undefined,
            ifNoneMatch: '*'
          });
          return free;
        } catch (error) {
          if (!hasCode(error, 'already-exists') || number === MOST_TRIES) {
            throw error;
          }
        }
      }
    }
  };
}
