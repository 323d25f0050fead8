/** Commands on the files chosen in the file browser that was used last. */
export const CommandIDs = {
  copyTo: 'labcommons:copy-to',
  moveTo: 'labcommons:move-to',
  downloadFolder: 'labcommons:download-folder'
} as const;
