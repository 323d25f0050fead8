import type { VolumeFile } from '../../contract/common.js';
import type { Task } from '../../contract/tasks.js';
import type { TaskSnapshots, TaskVolumes } from './ports.js';
import type { TaskRow, VolumePlace } from './types.js';

/** A task as its owner sees it. Volumes have their present addresses; of one that is gone, the id is left. */
export function taskOf(
  row: TaskRow,
  volumes: Pick<TaskVolumes, 'byId'>,
  snapshots: TaskSnapshots
): Task {
  const { snapshotId } = row.request;
  const snapshot = snapshotId === undefined ? null : snapshots.find(snapshotId);
  const named = ({ volumeId, path }: VolumePlace): VolumeFile => ({
    volume: volumes.byId(volumeId)?.address ?? volumeId,
    path
  });
  const { id, kind, state, cancelling, request, work, progress, warnings, reason } = row;
  const { createdAt, startedAt, endedAt, version } = row;
  return {
    id,
    kind,
    state,
    cancelling,
    sources: request.sources.map(named),
    target: request.target && named(request.target),
    conflict: request.conflict,
    ...(snapshotId !== undefined && snapshot
      ? { snapshot: { id: snapshotId, takenAt: snapshot.takenAt } }
      : {}),
    progress,
    results: work.results.map(named),
    warnings: [...warnings],
    reason,
    createdAt,
    startedAt,
    endedAt,
    version
  };
}
