import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import type { DataPaths } from '../data-paths.js';
import type { Operation } from '../files-worker/protocol.js';
import { announce } from '../supervisor/announcement.js';
import { connectTo, unavailable } from './worker-connection.js';

const PAUSE_MS = 25;

/** From here on bytes of a file take long enough for others to wait for them. */
export const BULK_FROM_BYTES = 16 * 1024 * 1024;

/** What goes through whole trees. */
const BULK = new Set<Operation>([
  'copyTree',
  'measure',
  'openZip',
  'remove',
  'snapshotTree',
  'sweep',
  'zipTree'
]);

/** A way to a files worker. */
export class WorkerDoor {
  /** @param whenAbsent - sees to it that there is a worker; is called again and again while there is none */
  constructor(
    private readonly socketPath: string,
    private readonly whenAbsent: () => void = () => undefined
  ) {}

  /**
   * A connection. Nothing has been sent while there is none: every call may wait for a worker that is being started.
   * @param giveUpAt - of `performance.now()`
   * @throws AppError `files-unavailable`
   */
  async connected(giveUpAt: number): Promise<Socket> {
    for (;;) {
      try {
        return await connectTo(this.socketPath);
      } catch (error) {
        if (performance.now() > giveUpAt) {
          throw unavailable(error);
        }
        this.whenAbsent();
        await pause(PAUSE_MS);
      }
    }
  }
}

/**
 * The ways to the two files workers. What takes the processors for long is done by one of its own, with less weight, so
 * that nobody who opens a folder waits for it. It is there only while it has something to do.
 */
export interface WorkerDoors {
  readonly files: WorkerDoor;
  readonly bulk: WorkerDoor;
}

export function doorsTo(paths: Pick<DataPaths, 'filesSocket' | 'bulkSocket'>): WorkerDoors {
  return {
    files: new WorkerDoor(paths.filesSocket),
    bulk: new WorkerDoor(paths.bulkSocket, () =>
      announce({ kind: 'wanted', part: 'bulk-files-worker' })
    )
  };
}

/** @param bytes - of the file that comes or goes, as far as that is known */
export function doorFor(
  doors: WorkerDoors,
  operation: Operation,
  bytes: number | null
): WorkerDoor {
  return BULK.has(operation) || (bytes ?? 0) >= BULK_FROM_BYTES ? doors.bulk : doors.files;
}
