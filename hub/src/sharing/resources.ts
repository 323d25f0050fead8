import type { Database } from '../databases/types.js';
import type { Volume } from '../volumes/types.js';
import type { NamedResource, SharedResources } from './ports.js';
import type { ResourceId, ResourceKind } from './types.js';

/** Where the things that can be shared are known. */
export interface ResourceSources {
  readonly volumes: {
    at(addressOrId: string): Volume | null;
    addressesOf(ids: readonly string[]): ReadonlyMap<string, string>;
  };
  readonly databases: {
    at(addressOrId: string): Database | null;
    addressesOf(ids: readonly string[]): ReadonlyMap<string, string>;
  };
  readonly images: { titleOf(id: string): string | null; ownerOf(id: string): string | null };
  readonly domains: { titleOf(id: string): string | null };
  readonly roots: { titleOf(id: string): string | null };
  readonly jobs: {
    ownerOf(id: string): string | null;
    namesOf(ids: readonly string[]): ReadonlyMap<string, string>;
  };
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
    if (kind === 'database') {
      const database = this.sources.databases.at(id);
      return (
        database && { kind, id: database.id, ownerId: database.owner.id, name: database.address }
      );
    }
    if (kind === 'job') {
      const { jobs } = this.sources;
      const name = jobs.namesOf([id]).get(id);
      return name === undefined ? null : { kind, id, ownerId: jobs.ownerOf(id), name };
    }
    const { images, domains, roots } = this.sources;
    const name = { image: images, domain: domains, root: roots }[kind].titleOf(id);
    const ownerId = kind === 'image' ? images.ownerOf(id) : null;
    return name === null ? null : { kind, id, ownerId, name };
  }

  named(resources: readonly ResourceId[], text: string): ResourceId[] {
    const wanted = text.toLowerCase();
    const idsOf = (kind: ResourceKind) =>
      resources.filter(resource => resource.kind === kind).map(({ id }) => id);
    const volumes = this.sources.volumes.addressesOf(idsOf('volume'));
    const databases = this.sources.databases.addressesOf(idsOf('database'));
    const jobs = this.sources.jobs.namesOf(idsOf('job'));
    const nameOf: Record<ResourceKind, (id: string) => string | null | undefined> = {
      volume: id => volumes.get(id),
      database: id => databases.get(id),
      job: id => jobs.get(id),
      image: id => this.sources.images.titleOf(id),
      domain: id => this.sources.domains.titleOf(id),
      root: id => this.sources.roots.titleOf(id)
    };
    return resources.filter(({ kind, id }) => nameOf[kind](id)?.toLowerCase().includes(wanted));
  }
}
