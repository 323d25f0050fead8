/** Commands on the files chosen in the file browser that was used last. */
export const CommandIDs = {
  copyTo: 'labcommons:copy-to',
  moveTo: 'labcommons:move-to',
  compress: 'labcommons:compress-to-zip',
  downloadFolder: 'labcommons:download-folder'
} as const;
