/** Commands on all servers of the user. */
export const CommandIDs = {
  show: 'labcommons:servers'
} as const;
