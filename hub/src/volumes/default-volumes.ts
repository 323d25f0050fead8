/** The volumes that every user has from the beginning. */
export const DEFAULT_VOLUMES = [
  {
    root: 'Storage',
    name: 'persistent',
    title: 'Persistent',
    description: 'Kept until you delete it'
  },
  {
    root: 'Temporary',
    name: 'scratch',
    title: 'Scratch',
    description: 'For large intermediate files; not a place to keep things'
  },
  {
    root: 'Temporary',
    name: 'jobs',
    title: 'Jobs',
    description: 'Working folders and results of your jobs'
  }
] as const;

/** Every user has it from the beginning, and the platform counts on it. */
export function isDefault(volume: { readonly root: string; readonly name: string }): boolean {
  return DEFAULT_VOLUMES.some(({ root, name }) => root === volume.root && name === volume.name);
}
