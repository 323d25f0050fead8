/** Commands on who reaches what. */
export const CommandIDs = {
  /** Takes `{ volume }`, `{ database }`, `{ job }` or `{ image }`: an id, or of the first two an address. */
  share: 'labcommons-sharing:share',
  /** Takes `{ volume, path }`, or means what is chosen in a file browser. */
  shareLink: 'labcommons-sharing:share-link',
  /** Takes `{ part }`: `reach` or `links`. */
  show: 'labcommons-sharing:show'
} as const;
