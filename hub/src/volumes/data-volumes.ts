import { ulid } from 'ulid';

import type { Clock } from '../clock.js';
import type { DataVolumeConfig } from '../settings-file.js';
import { EVERYONE } from '../sharing/types.js';
import type { Database } from '../sqlite/database.js';
import { DATA } from './address.js';
import { DataVolumeStore } from './data-volumes-store.js';
import type { VolumeGrants } from './ports.js';
import { VolumeStore } from './store.js';

/**
 * Makes rows and grants say what the configuration says. A volume that is no longer in it is deleted, its files are
 * left alone; one that comes back has its old id and grants again. What an administrator registered stays, unless the
 * configuration has one of its name now.
 * @throws Error when two have the same name
 */
export function registerDataVolumes(
  configured: readonly DataVolumeConfig[],
  database: Database,
  grants: Pick<VolumeGrants, 'grant' | 'withdraw'>,
  clock: Clock
): void {
  const store = new VolumeStore(database);
  const names = new Set(configured.map(volume => volume.name));
  if (names.size < configured.length) {
    throw new Error('dataVolumes: two volumes of the configuration have the same name');
  }
  database.transaction(() => {
    const now = clock().toISOString();
    const registered = new DataVolumeStore(database);
    const rows = store.dataVolumes();
    // Of several that had a name one after the other it is the living one, or else the last.
    const known = new Map(
      [...rows.filter(row => row.deleted_at), ...rows.filter(row => !row.deleted_at)].map(row => [
        row.name,
        row
      ])
    );
    for (const row of rows) {
      const isOfSettings = registered.byId(row.id)?.origin === 'settings';
      if (row.deleted_at === null && isOfSettings && !names.has(row.name)) {
        store.delete(row.id, now);
      }
    }
    for (const { name, title, description, path, public: isPublic } of configured) {
      const id = known.get(name)?.id ?? ulid(clock().getTime());
      if (known.has(name)) {
        store.update({ id, title, description, directory: path });
        registered.remove(id);
      } else {
        store.claim({
          id,
          kind: 'data',
          root: DATA,
          owner_id: null,
          name,
          title,
          description,
          directory: path,
          created_at: now,
          deleted_at: null
        });
      }
      if (isPublic) {
        grants.grant({ kind: 'volume', id }, EVERYONE, ['read'], null);
      } else {
        grants.withdraw({ kind: 'volume', id }, EVERYONE);
      }
    }
  });
}
