import type { Principal, User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Room } from '../room/ports.js';
import type { RootConfig } from '../settings-file.js';
import type { Database } from '../sqlite/database.js';
import { grantPublic } from '../sharing/publicity.js';
import { VolumeEditor } from '../volumes/editor.js';
import type { VolumeGrants, VolumeUses } from '../volumes/ports.js';
import type { QuotaStandings } from '../volumes/quota-standings.js';
import { QuotaService, type TrashSizes } from '../volumes/quotas.js';
import { RootAccess } from '../volumes/root-access.js';
import type { VolumeService } from '../volumes/service.js';
import { UsageCounter } from '../volumes/usage-counter.js';
import { DownloadService, type EarlierPlaces } from './downloads/service.js';
import { Places } from './places.js';
import type { Place, VolumeFiles } from './ports.js';
import { FileService, type Discarding, type EntryDates } from './service.js';
import { UploadService } from './uploads/service.js';
import { UploadStore } from './uploads/store.js';

/** What volumes and their files need of the rest of the hub. */
export interface FilesNeeds {
  readonly earlier: EarlierPlaces;
  /** Told of each file that a user wrote. */
  readonly onWritten: (place: Place) => void;
  readonly database: Database;
  readonly volumes: VolumeService;
  readonly files: VolumeFiles;
  readonly grants: VolumeGrants;
  readonly uses: VolumeUses;
  readonly trash: Discarding & TrashSizes;
  readonly dates: EntryDates;
  readonly standings: QuotaStandings;
  readonly users: { listUsers(): readonly User[]; userById(id: string): User | null };
  readonly activity: ActivityRecorder & EventPublisher;
  /** Whether credentials of earlier are still in force. */
  readonly stillHolds: (principal: Principal) => boolean;
  /** Default: there is always enough space. */
  readonly room?: Pick<Room, 'mustHaveSpace'>;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  readonly roots: readonly RootConfig[];
  /** Absolute; holds `<root>/<volume id>`. */
  readonly volumesDirectory: string;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Files {
  readonly editor: VolumeEditor;
  readonly quotas: QuotaService;
  readonly counter: UsageCounter;
  readonly fileService: FileService;
  readonly uploads: UploadService;
  readonly downloads: DownloadService;
}

export function composeFiles(needs: FilesNeeds): Files {
  const { database, volumes, files, activity, clock, log, roots } = needs;
  const openRoots = roots.map(({ name, public: isPublic }) => ({ id: name, public: isPublic }));
  grantPublic('root', openRoots, database, needs.grants);
  const access = new RootAccess(
    needs.grants,
    roots.map(({ name }) => name)
  );
  const quotas = new QuotaService(
    database,
    volumes,
    roots,
    needs.trash,
    needs.standings,
    access,
    needs.users
  );
  const counter = new UsageCounter(files, quotas, clock, log);
  const editor = new VolumeEditor({
    ...needs,
    events: activity,
    roots: access
  });
  const places = new Places(volumes);
  const fileService = new FileService(
    places,
    files,
    quotas,
    needs.trash,
    needs.dates,
    needs.onWritten
  );
  const uploads = new UploadService({
    store: new UploadStore(database),
    places,
    volumes,
    files,
    quotas,
    room: needs.room,
    clock,
    newId: needs.newId,
    log
  });
  const downloads = new DownloadService({
    places,
    earlier: needs.earlier,
    files,
    stillHolds: needs.stillHolds,
    clock
  });
  return { editor, quotas, counter, fileService, uploads, downloads };
}
