export const CommandIDs = { open: 'labcommons-guide:open' } as const;
