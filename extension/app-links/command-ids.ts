/** Commands on links to servers. */
export const CommandIDs = {
  /** Takes `{ volume, path }`, or means the file chosen in the file browser in front. */
  makeLink: 'labcommons:make-link'
} as const;
