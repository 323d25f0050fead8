/** Commands on images that users save from their servers' environments. */
export const CommandIDs = {
  save: 'labcommons:save-environment',
  show: 'labcommons:show-images'
} as const;
