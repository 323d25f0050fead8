/** Labels by which the hub knows its own on an engine. Names carry ids, labels carry meaning. */
export const LABELS = {
  /** Id of the hub's database: set by the engine's adapter on everything, and every list is filtered by it. */
  hub: 'labcommons.hub',
  kind: 'labcommons.kind',
  /** Row that the container belongs to. */
  id: 'labcommons.id',
  /** Id of the user it runs for. */
  owner: 'labcommons.owner'
} as const;

export type ContainerKind = 'server' | 'job' | 'probe';

/** The labels of a container that belongs to a row. */
export function rowLabels(
  kind: ContainerKind,
  id: string,
  ownerId: string
): Record<string, string> {
  return { [LABELS.kind]: kind, [LABELS.id]: id, [LABELS.owner]: ownerId };
}
