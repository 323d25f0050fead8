/** Commands on how much one may keep. */
export const CommandIDs = {
  showQuotas: 'labcommons:show-quotas'
} as const;
