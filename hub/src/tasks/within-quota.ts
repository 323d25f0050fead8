import type { TreeSize, Watch } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import type { TaskQuotas } from './ports.js';

const NOTHING: TreeSize = { files: 0, bytes: 0 };

/**
 * Does what writes more and more into a volume, and ends it when the quota has no room for what comes.
 * @param room - what is taken up when so much has been done
 * @param act - what is done; `written` is what it left in the volume
 * @throws AppError `quota-exceeded`; the reason of the watch's signal; what `act` throws
 */
export async function withinQuota<Result extends { readonly written: TreeSize }>(
  quotas: TaskQuotas,
  volume: Volume,
  watch: Watch,
  room: (soFar: TreeSize) => TreeSize,
  act: (watch: Watch) => Promise<Result>
): Promise<Result> {
  const writing = quotas.open(volume);
  const full = new AbortController();
  let taken = NOTHING;
  const take = (now: TreeSize) => {
    writing.take({ files: now.files - taken.files, bytes: now.bytes - taken.bytes });
    taken = now;
  };
  try {
    const result = await act({
      signal: AbortSignal.any([watch.signal, full.signal]),
      onProgress: soFar => {
        watch.onProgress(soFar);
        try {
          take(room(soFar));
        } catch (error) {
          full.abort(error);
        }
      }
    });
    take(result.written);
    writing.done(result.written);
    return result;
  } catch (error) {
    writing.done();
    throw error;
  }
}
