import type { Image } from '../../../contract/compute.js';
import type { User } from '../../accounts/types.js';
import type { KnownImages } from './ports.js';
import type { SavedRow } from './store.js';

/** What is being done with an image now. */
export interface Progress {
  readonly message: string;
  readonly fraction: number | null;
}

/** Saved images in the words of the contract. */
export class SavedView {
  private readonly progress = new Map<string, Progress>();

  constructor(
    private readonly images: Pick<KnownImages, 'abilities'>,
    private readonly users: { userById(id: string): User | null }
  ) {}

  /** Remembers how far an image is; null forgets. */
  note(id: string, progress: Progress | null): void {
    if (progress) {
      this.progress.set(id, progress);
    } else {
      this.progress.delete(id);
    }
  }

  toContract(row: SavedRow): Image {
    const { id, title, description, state, failure, sizeBytes, basedOn, createdAt, version } = row;
    const progress = state === 'making' ? this.progress.get(id) : undefined;
    const owner = this.users.userById(row.ownerId);
    return {
      id,
      title,
      description,
      ...this.images.abilities(id),
      owner: owner && { name: owner.name, displayName: owner.displayName },
      saved: {
        state,
        message: progress?.message ?? failure,
        fraction: progress?.fraction ?? null,
        sizeBytes,
        basedOn,
        createdAt,
        version
      }
    };
  }
}
