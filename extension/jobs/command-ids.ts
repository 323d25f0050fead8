/** Commands on jobs; each takes `{ id }`, or means the job chosen last. */
export namespace CommandIDs {
  export const showJobs = 'labcommons:show-jobs';
  export const openJob = 'labcommons:open-job';
  export const openResult = 'labcommons:open-job-result';
  export const openFolder = 'labcommons:open-job-folder';
  export const showOutput = 'labcommons:show-job-output';
  export const cancelJob = 'labcommons:cancel-job';
  export const rerunJob = 'labcommons:rerun-job';
  export const renameJob = 'labcommons:rename-job';
  export const deleteJob = 'labcommons:delete-job';
  export const submitNotebook = 'labcommons:submit-notebook';
}
