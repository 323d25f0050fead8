import { WorkerDoor, type WorkerDoors } from '../files/worker-doors.js';

/** One files worker for everything. */
export function soleDoor(socketPath: string): WorkerDoors {
  const door = new WorkerDoor(socketPath);
  return { files: door, bulk: door };
}
