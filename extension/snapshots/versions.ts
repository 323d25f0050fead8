import type { Snapshot } from '../../hub/contract/snapshots.js';

/** The last name of a path; the volume's own for its top. */
export function nameOf(path: string, volumeName: string): string {
  return path === '' ? volumeName : path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * Snapshots in which something is to be seen of a path: of a file, those that hold another state of it than the next
 * older one does.
 * @param snapshots - newest first
 */
export function worthShowing(snapshots: readonly Snapshot[], path: string): Snapshot[] {
  if (path === '') return [...snapshots];
  return snapshots.filter((snapshot, index) => {
    const { entry, state } = snapshot;
    if (state === 'making' || !entry) return state === 'making';
    const older = snapshots[index + 1]?.entry;
    return (
      entry.kind === 'directory' ||
      older?.sizeBytes !== entry.sizeBytes ||
      older.modifiedAt !== entry.modifiedAt
    );
  });
}
