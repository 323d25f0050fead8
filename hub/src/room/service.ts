import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { bytesInWords } from '../volumes/amounts.js';
import { type LowWater, lowDisk } from './low-water.js';
import { Maintenance } from './maintenance.js';
import type { Disk, MeasureDisks, Room } from './ports.js';

const LOOK_EVERY_MS = 10_000;
/** What administrators are told about. */
const DISK = { kind: 'disk', id: 'low' };

export interface RoomParts {
  readonly database: Database;
  readonly disks: MeasureDisks;
  readonly mark: LowWater;
  readonly users: { listUsers(): readonly { readonly id: string; readonly admin: boolean }[] };
  readonly notifier: Notifier;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

/** Lets something new begin only while there is enough space on the disks, and nobody works on the site. */
export class RoomService implements Room {
  readonly maintenance: Maintenance;
  private full: Disk | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: RoomParts) {
    this.maintenance = new Maintenance(parts.database, parts.activity, parts.clock);
  }

  /** Measures now, and every few seconds until {@link close}. */
  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  close(): void {
    clearInterval(this.timer ?? undefined);
  }

  /** Measures the disks. Administrators are told when space runs short, until there is enough again. */
  async look(): Promise<void> {
    const { disks, mark, log } = this.parts;
    try {
      const before = this.full;
      this.full = lowDisk(await disks(), mark);
      if (this.full && !before) {
        log.warn({ disk: this.full }, 'too little disk space is free: nothing new starts');
        this.tellAdministrators(this.full);
      } else if (before && !this.full) {
        this.parts.notifier.withdraw('quota', DISK);
      }
    } catch (error) {
      log.warn({ err: error }, 'disk space cannot be measured');
    }
  }

  whyClosed(): string | null {
    return this.maintenance.words ?? (this.full && inWords(this.full));
  }

  mustBeOpen(): void {
    if (this.maintenance.words !== null) {
      throw new AppError('maintenance', this.maintenance.words);
    }
    this.mustHaveSpace();
  }

  mustHaveSpace(): void {
    if (this.full) {
      throw new AppError('disk-full', inWords(this.full));
    }
  }

  private tellAdministrators(disk: Disk): void {
    const { database, users, notifier } = this.parts;
    database.transaction(() => {
      for (const { id } of users.listUsers().filter(({ admin }) => admin)) {
        notifier.notify(id, {
          kind: 'quota',
          title: 'Servers and jobs do not start: a disk is nearly full',
          body: `${spaceOf(disk)}. What runs goes on; what is to start waits or is refused until there is space again.`,
          resource: DISK
        });
      }
    });
  }
}

/** For whoever is refused. */
function inWords(disk: Disk): string {
  return `${spaceOf(disk)}: nothing new begins until there is more`;
}

function spaceOf({ name, freeBytes }: Disk): string {
  return `Only ${bytesInWords(freeBytes)} are free on ${name}`;
}
