/** Commands of the Home tab and of what it begins. */
export const CommandIDs = {
  home: 'labcommons:home',
  quickNotebook: 'labcommons:quick-notebook'
} as const;
