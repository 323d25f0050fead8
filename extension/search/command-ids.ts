/** Commands of the search. */
export const CommandIDs = {
  /** Puts the cursor into the field of the Volumes panel. */
  find: 'labcommons:find'
} as const;
