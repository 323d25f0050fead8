/** Commands of the catalogue of data sets. */
export const CommandIDs = {
  openCatalogue: 'labcommons:open-data-sets',
  /** Takes `{ id }`. */
  openDataSet: 'labcommons:open-data-set'
} as const;
