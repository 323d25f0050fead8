/** Commands on the volumes of the server in which this page lives. */
export const CommandIDs = {
  mount: 'labcommons:mount-volume',
  unmount: 'labcommons:unmount-volume'
} as const;
