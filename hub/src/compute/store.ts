import type { Database } from '../sqlite/database.js';
import { ImageProbe } from './image-probe.js';

export interface ImageRow {
  readonly id: string;
  readonly reference: string;
  readonly digest: string | null;
  readonly probe: ImageProbe | null;
}

interface Stored {
  id: string;
  reference: string;
  digest: string | null;
  probe: string | null;
}

function toProbe(text: string | null): ImageProbe | null {
  // A row of an older version that lacks something is as good as none: the image is looked at again.
  return text === null ? null : (ImageProbe.safeParse(JSON.parse(text)).data ?? null);
}

/** The `images` table: what was found out about images. */
export class ImageStore {
  private readonly select;
  private readonly upsert;
  private readonly deleteRow;

  constructor(database: Database) {
    this.select = database.prepare<[string], Stored>(
      'SELECT id, reference, digest, probe FROM images WHERE id = ?'
    );
    this.upsert = database.prepare<[string, string, string, string, string]>(
      `INSERT INTO images (id, reference, digest, probe, probed_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET reference = excluded.reference, digest = excluded.digest,
         probe = excluded.probe, probed_at = excluded.probed_at`
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM images WHERE id = ?');
  }

  find(id: string): ImageRow | null {
    const row = this.select.get(id);
    return row ? { ...row, probe: toProbe(row.probe) } : null;
  }

  save(id: string, reference: string, digest: string, probe: ImageProbe, at: Date): void {
    this.upsert.run(id, reference, digest, JSON.stringify(probe), at.toISOString());
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
