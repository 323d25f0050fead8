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
