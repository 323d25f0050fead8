import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import type { VolumeFiles } from '../files/ports.js';
import type { PlatformIdentity } from '../identity.js';

const PROBE = '.labcommons-write-probe';

/**
 * Makes sure that a directory holds files of the platform identity: a file server may refuse it or map it to another.
 * @throws Error with a text for the administrator
 */
export async function probeRoot(
  files: VolumeFiles,
  directory: string,
  identity: PlatformIdentity
): Promise<void> {
  const wanted = `${identity.uid}:${identity.gid}`;
  const place = { directory, path: PROBE };
  try {
    await files.writeFile(
      place,
      Buffer.from('Made at the start of LabCommons to see who owns it.\n')
    );
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `Volumes cannot be kept in ${directory}: ${wanted} cannot write there (${message})`,
      {
        cause: error
      }
    );
  }
  const { uid, gid } = await lstat(join(directory, PROBE));
  await files.remove(place);
  if (uid !== identity.uid || gid !== identity.gid) {
    throw new Error(
      `Volumes cannot be kept in ${directory}: what ${wanted} writes there belongs to ${uid}:${gid}, ` +
        'as with a file server that maps users'
    );
  }
}
