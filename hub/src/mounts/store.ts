import type { Access } from '../../contract/common.js';
import type { Database } from '../sqlite/database.js';
import type { Choice, ContainerMounts, FixedMount, Setup } from './types.js';

/** What servers are to have mounted, and what their containers were made with. */
export class MountStore {
  private readonly statements;

  constructor(private readonly database: Database) {
    this.statements = {
      choices: database.prepare<[string], Choice>(
        `SELECT volume_id AS volumeId, address, access FROM mount_choices
         WHERE server_id = ? ORDER BY volume_id`
      ),
      choose: database.prepare<Choice & { serverId: string }>(
        `INSERT INTO mount_choices (server_id, volume_id, address, access)
         VALUES (@serverId, @volumeId, @address, @access)
         ON CONFLICT DO UPDATE SET address = excluded.address, access = excluded.access`
      ),
      base: database.prepare<[string], { base: 'none' | 'all' }>(
        'SELECT base FROM mount_bases WHERE server_id = ?'
      ),
      forgetBase: database.prepare<[string]>('DELETE FROM mount_bases WHERE server_id = ?'),
      noteBase: database.prepare<[string, string]>(
        'INSERT INTO mount_bases (server_id, base) VALUES (?, ?)'
      ),
      forgetAll: database.prepare<[string]>('DELETE FROM mount_choices WHERE server_id = ?'),
      forget: database.prepare<[string, string]>(
        'DELETE FROM mount_choices WHERE server_id = ? AND volume_id = ?'
      ),
      container: database.prepare<[string], { live: number }>(
        'SELECT live FROM server_containers WHERE server_id = ?'
      ),
      fixed: database.prepare<[string], FixedMount>(
        `SELECT volume_id AS volumeId, address, access, path FROM server_container_mounts
         WHERE server_id = ? ORDER BY path`
      ),
      forgetContainer: database.prepare<[string]>(
        'DELETE FROM server_containers WHERE server_id = ?'
      ),
      noteContainer: database.prepare<[string, number]>(
        'INSERT INTO server_containers (server_id, live) VALUES (?, ?)'
      ),
      noteFixed: database.prepare<FixedMount & { serverId: string }>(
        `INSERT INTO server_container_mounts (server_id, volume_id, address, access, path)
         VALUES (@serverId, @volumeId, @address, @access, @path)`
      ),
      isReadOnly: database.prepare<[string], unknown>(
        'SELECT 1 FROM read_only_volumes WHERE volume_id = ?'
      ),
      setReadOnly: database.prepare<[string]>(
        'INSERT OR IGNORE INTO read_only_volumes (volume_id) VALUES (?)'
      ),
      setWritable: database.prepare<[string]>('DELETE FROM read_only_volumes WHERE volume_id = ?')
    };
  }

  /** Choices in the order of the volumes' age. */
  setupOf(serverId: string): Setup {
    return {
      base: this.statements.base.get(serverId)?.base ?? 'default',
      choices: this.statements.choices.all(serverId)
    };
  }

  /** In place of what was chosen before. */
  noteSetup(serverId: string, { base, choices }: Setup): void {
    this.database.transaction(() => {
      this.statements.forgetBase.run(serverId);
      this.statements.forgetAll.run(serverId);
      if (base !== 'default') {
        this.statements.noteBase.run(serverId, base);
      }
      choices.forEach(choice => this.choose(serverId, choice));
    });
  }

  choose(serverId: string, choice: Choice): void {
    this.statements.choose.run({ serverId, ...choice });
  }

  forgetChoice(serverId: string, volumeId: string): void {
    this.statements.forget.run(serverId, volumeId);
  }

  /** What the present container was made with; null when that is not known. */
  containerOf(serverId: string): ContainerMounts | null {
    const row = this.statements.container.get(serverId);
    if (!row) {
      return null;
    }
    return row.live === 1
      ? { kind: 'live' }
      : { kind: 'fixed', mounts: this.statements.fixed.all(serverId) };
  }

  noteContainer(serverId: string, container: ContainerMounts): void {
    this.database.transaction(() => {
      this.statements.forgetContainer.run(serverId);
      this.statements.noteContainer.run(serverId, container.kind === 'live' ? 1 : 0);
      for (const mount of container.kind === 'fixed' ? container.mounts : []) {
        this.statements.noteFixed.run({ serverId, ...mount });
      }
    });
  }

  isReadOnly(volumeId: string): boolean {
    return this.statements.isReadOnly.get(volumeId) !== undefined;
  }

  /** @returns whether that is a change */
  setAccess(volumeId: string, access: Access): boolean {
    const { setReadOnly, setWritable } = this.statements;
    return (access === 'read' ? setReadOnly : setWritable).run(volumeId).changes > 0;
  }
}
