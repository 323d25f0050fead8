/** A disk that the hub or its engine keeps things on. */
export interface Disk {
  /** In words: `the disk of the hub`. */
  readonly name: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Measures the disks that there are now; one that cannot be reached is left out. */
export type MeasureDisks = () => Promise<readonly Disk[]>;

/** Whether something new may begin. What runs already is asked nothing. */
export interface Room {
  /** Why nothing new may start, in words; null when it may. */
  whyClosed(): string | null;
  /** @throws AppError `disk-full`, `maintenance` when nothing new may start */
  mustBeOpen(): void;
  /** For what takes up disk space and nothing else. @throws AppError `disk-full` */
  mustHaveSpace(): void;
}

/** A server that runs, as far as the room that it takes up is concerned. */
export interface RunningServer {
  readonly id: string;
  readonly ownerId: string;
  /** What people see. */
  readonly name: string;
  readonly container: string;
  /** What its container may hold of its own; null: as much as it likes. */
  readonly layerBytes: number | null;
}

export interface RoomServers {
  running(): readonly RunningServer[];
  /** Stops a server against its owner's will; one that does not run is left alone. @param reason - for the owner */
  end(serverId: string, reason: string): void;
  /** Tells its owner how a server is: something was measured anew. */
  announce(serverId: string): void;
}
