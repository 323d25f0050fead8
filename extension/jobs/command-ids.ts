/** Commands on jobs; each takes `{ id }`, or means the job chosen last. */
export const CommandIDs = {
  showJobs: 'labcommons:show-jobs',
  openJob: 'labcommons:open-job',
  openResult: 'labcommons:open-job-result',
  openFolder: 'labcommons:open-job-folder',
  showOutput: 'labcommons:show-job-output',
  cancelJob: 'labcommons:cancel-job',
  rerunJob: 'labcommons:rerun-job',
  renameJob: 'labcommons:rename-job',
  deleteJob: 'labcommons:delete-job',
  submitNotebook: 'labcommons:submit-notebook'
} as const;
