import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common.js';
import { isTaskOver, type Task } from '../../hub/contract/tasks.js';
import { formatBytes, formatRoughDuration, formatShare } from '../ui/amounts.js';

/** One thing by its name, several by their number. */
export function itemsWords(items: readonly VolumeFile[], trans: TranslationBundle): string {
  const [first] = items;
  return items.length === 1 && first
    ? `“${PathExt.basename(first.path) || first.volume}”`
    : trans._n('%1 item', '%1 items', items.length);
}

/** What is being done, in one line. */
export function taskTitle(task: Task, trans: TranslationBundle): string {
  const what = itemsWords(task.sources, trans);
  const where = task.target
    ? PathExt.basename(task.target.path) || PathExt.basename(task.target.volume)
    : '';
  switch (task.kind) {
    case 'copy':
      return trans.__('Copy %1 to %2', what, where);
    case 'move':
      return trans.__('Move %1 to %2', what, where);
    case 'delete':
      return trans.__('Delete %1', what);
    case 'zip':
      return trans.__('Zip %1 as %2', what, where);
  }
}

/** How far it is, or how it ended. */
export function taskDetail(task: Task, trans: TranslationBundle): string {
  if (task.cancelling && !isTaskOver(task.state)) return trans.__('Cancelling…');
  switch (task.state) {
    case 'waiting':
      return task.reason ?? trans.__('Waiting');
    case 'running':
      return progressWords(task, trans);
    case 'succeeded':
      return [trans._n('Done, %1 file', 'Done, %1 files', task.progress.files), task.warnings[0]]
        .filter(Boolean)
        .join(' · ');
    case 'failed':
      return task.reason ?? trans.__('Failed');
    case 'cancelled':
      return trans.__('Cancelled; what was finished stays');
  }
}

function progressWords({ progress }: Task, trans: TranslationBundle): string {
  const { files, filesTotal, bytes, bytesTotal, bytesPerSecond, remainingSeconds } = progress;
  if (filesTotal === null) return trans.__('Counting the files…');
  return [
    bytesTotal
      ? formatShare(bytes, bytesTotal)
      : trans._n('%2 of %1 file', '%2 of %1 files', filesTotal, files),
    bytesPerSecond && trans.__('%1/s', formatBytes(bytesPerSecond)),
    remainingSeconds !== null && trans.__('%1 left', formatRoughDuration(remainingSeconds, trans))
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Part done, from 0 to 1; null as long as the whole is not known. */
export function taskShare({ state, progress }: Task): number | null {
  if (state === 'succeeded') return 1;
  if (progress.bytesTotal) return progress.bytes / progress.bytesTotal;
  return progress.filesTotal ? progress.files / progress.filesTotal : null;
}
