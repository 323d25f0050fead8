/** Commands on who may reach what. */
export const CommandIDs = {
  /** Takes `{ volume }`: the id or the address of a volume. */
  share: 'labcommons-sharing:share'
} as const;
