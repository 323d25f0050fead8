const UNFINISHED = /^\.labcommons-[\w-]+\.(part|removed)$/;

/** Whether a name is one of those under which we keep what is not finished: never part of what users have. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}
