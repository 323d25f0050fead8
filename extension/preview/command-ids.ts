/** Commands that show files without changing or running anything. */
export const CommandIDs = {
  /** Takes `{ path }` of JupyterLab, or means the file under the pointer or chosen in a list. */
  preview: 'labcommons:preview-file'
} as const;
