/** Commands on volumes; each takes `{ id }`, or means the volume chosen last in the panel. */
export const CommandIDs = {
  showVolumes: 'labcommons:show-volumes',
  openVolume: 'labcommons:open-volume',
  newVolume: 'labcommons:new-volume',
  editVolume: 'labcommons:edit-volume',
  deleteVolume: 'labcommons:delete-volume',
  copyAddress: 'labcommons:copy-volume-address',
  showTrash: 'labcommons:show-trash'
} as const;
