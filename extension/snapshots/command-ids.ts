/** Commands on earlier states of volumes, folders and files. */
export const CommandIDs = {
  earlierVersions: 'labcommons:earlier-versions'
} as const;
