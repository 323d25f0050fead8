/** Commands on volumes, which take `{ id }` or mean the volume chosen last, and on the folder shown below them. */
export const CommandIDs = {
  showVolumes: 'labcommons:show-volumes',
  openVolume: 'labcommons:open-volume',
  newVolume: 'labcommons:new-volume',
  editVolume: 'labcommons:edit-volume',
  deleteVolume: 'labcommons:delete-volume',
  copyAddress: 'labcommons:copy-volume-address',
  showTrash: 'labcommons:show-trash',
  uploadFiles: 'labcommons:upload-files',
  uploadFolder: 'labcommons:upload-folder',
  showHidden: 'labcommons:show-hidden-files'
} as const;
