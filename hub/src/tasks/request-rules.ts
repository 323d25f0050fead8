import type { FieldProblem } from '../../contract/problem.js';
import type { TaskKind } from '../../contract/tasks.js';
import { isInTrash } from '../../contract/trash.js';
import { isReserved } from '../files/reserved.js';
import type { VolumePlace } from './types.js';

/** What a task does to where its sources are. */
export function ofSources(kind: TaskKind): 'read' | 'write' {
  return kind === 'copy' || kind === 'zip' ? 'read' : 'write';
}

/** The folder in which a task gives names; an archive's target is its own name. */
export function folderOf(kind: TaskKind, target: VolumePlace): VolumePlace {
  const { volumeId, path } = target;
  return kind === 'zip'
    ? { volumeId, path: path.slice(0, Math.max(path.lastIndexOf('/'), 0)) }
    : target;
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin(inner: VolumePlace, outer: VolumePlace): boolean {
  return (
    inner.volumeId === outer.volumeId &&
    (outer.path === '' || inner.path === outer.path || inner.path.startsWith(`${outer.path}/`))
  );
}

/** What cannot be done whatever is on the disk; null when there is nothing against it. */
export function objectionTo(
  kind: TaskKind,
  sources: readonly VolumePlace[],
  target: VolumePlace | null,
  isFromSnapshot = false
): FieldProblem | null {
  if (target && isReserved(target.path)) {
    return { pointer: '/target/path', detail: 'must not lie where the hub keeps its own things' };
  }
  for (const [index, source] of sources.entries()) {
    const detail = objectionToSource(kind, source, isFromSnapshot ? null : target);
    if (detail !== null) {
      return { pointer: `/sources/${index}/path`, detail };
    }
  }
  return nested(sources);
}

function objectionToSource(
  kind: TaskKind,
  source: VolumePlace,
  target: VolumePlace | null
): string | null {
  if (isInTrash(source.path)) {
    return 'is in the trash: restore it';
  }
  if (isReserved(source.path)) {
    return "is one of the hub's own things";
  }
  if (source.path === '' && ofSources(kind) === 'write') {
    return 'must name something inside the volume';
  }
  // An archive may lie in what it holds: it is not there before it is whole.
  if (kind !== 'zip' && target && isWithin(target, source)) {
    return 'cannot be put into itself';
  }
  return null;
}

/** One source inside another would be gone, or there twice, when its turn comes. */
function nested(sources: readonly VolumePlace[]): FieldProblem | null {
  const seen = new Map(sources.map((source, index) => [keyOf(source), index]));
  for (const [index, source] of sources.entries()) {
    const segments = source.path === '' ? [] : source.path.split('/');
    for (let length = segments.length; length >= 0; length--) {
      const path = segments.slice(0, length).join('/');
      const other = seen.get(keyOf({ ...source, path }));
      if (other !== undefined && other !== index) {
        return { pointer: `/sources/${index}/path`, detail: 'lies in another of the sources' };
      }
    }
  }
  return null;
}

function keyOf({ volumeId, path }: VolumePlace): string {
  return `${volumeId}/${path}`;
}
