import type { Volume } from '../volumes/types.js';
import type { NamedResource, SharedResources } from './ports.js';
import type { ResourceId } from './types.js';

/** Where the things that can be shared are known. */
export interface ResourceSources {
  readonly volumes: { at(addressOrId: string): Volume | null };
  readonly images: { titleOf(id: string): string | null };
  readonly domains: { titleOf(id: string): string | null };
  readonly jobs: { find(id: string): { readonly name: string; readonly ownerId: string } | null };
}

/** Every kind of thing that can be shared, by kind and id. */
export class ResourceDirectory implements SharedResources {
  constructor(private readonly sources: ResourceSources) {}

  find({ kind, id }: ResourceId): NamedResource | null {
    if (kind === 'volume') {
      const volume = this.sources.volumes.at(id);
      return (
        volume && { kind, id: volume.id, ownerId: volume.owner?.id ?? null, name: volume.address }
      );
    }
    if (kind === 'job') {
      const job = this.sources.jobs.find(id);
      return job && { kind, id, ownerId: job.ownerId, name: job.name };
    }
    const name = (kind === 'image' ? this.sources.images : this.sources.domains).titleOf(id);
    return name === null ? null : { kind, id, ownerId: null, name };
  }
}
