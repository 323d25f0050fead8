import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Accounts } from './accounts/compose.js';
import type { EmailService } from './accounts/email.js';
import type { ActivityHistory } from './activity/history.js';
import type { ActivityService } from './activity/service.js';
import type { AnnouncementService } from './announcements/service.js';
import type { Clock } from './clock.js';
import type { Compute } from './compute/compose.js';
import type { ContainerEngine } from './compute/engine.js';
import type { Config } from './config.js';
import type { Databases } from './databases/compose.js';
import type { QueryRunner } from './databases/ports.js';
import type { ExpiryService } from './expiry/service.js';
import type { Files } from './files/compose.js';
import type { VolumeFiles } from './files/ports.js';
import type { GatewayLink } from './gateway/ports.js';
import type { PlatformIdentity } from './identity.js';
import type { Installation } from './installation.js';
import type { Jobs } from './jobs/compose.js';
import type { Links } from './links/compose.js';
import type { Outbox } from './mail/outbox.js';
import type { MailTransport } from './mail/ports.js';
import type { NotificationsByMail } from './notifications/by-mail.js';
import type { NotificationService } from './notifications/service.js';
import type { Mounting } from './mounts/compose.js';
import type { MountService } from './mounts/service.js';
import type { PageAssets } from './pages/assets.js';
import type { LayerWatch } from './room/layer-watch.js';
import type { MeasureDisks } from './room/ports.js';
import type { RoomService } from './room/service.js';
import type { ServerService } from './servers/service.js';
import type { GroupsAndSharing } from './sharing/compose.js';
import type { Snapshots } from './snapshots/compose.js';
import type { Database } from './sqlite/database.js';
import type { Finding } from './search/compose.js';
import type { DataVolumes } from './volumes/data-volumes-service.js';
import type { Tasks } from './tasks/compose.js';
import type { TrashService } from './trash/service.js';
import type { QuotaWatch } from './volumes/quota-watch.js';
import type { UsageService } from './usage/service.js';
import type { VolumeService } from './volumes/service.js';

/** What the hub calls itself. */
export const SITE_NAME = 'LabCommons';

/** The adapters and facts that a hub is composed of. */
export interface Rim {
  readonly config: Config;
  readonly identity: PlatformIdentity;
  readonly database: Database;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly gateway: GatewayLink;
  readonly queryRunner: QueryRunner;
  readonly mounting: Mounting;
  readonly disks: MeasureDisks;
  /** Null where no e-mail is sent. */
  readonly mail: MailTransport | null;
  readonly assets: PageAssets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly installation: Installation;
}

/** A hub's services, made for each other, and the application in front of them. */
export interface Hub extends Accounts, Compute, GroupsAndSharing, Files {
  readonly finding: Finding;
  readonly dataVolumes: DataVolumes;
  readonly app: Express;
  readonly activity: ActivityService;
  readonly history: ActivityHistory;
  readonly usage: UsageService;
  readonly notifications: NotificationService;
  readonly byMail: NotificationsByMail;
  readonly email: EmailService;
  readonly announcements: AnnouncementService;
  /** Null where no e-mail is sent. */
  readonly outbox: Outbox | null;
  readonly volumes: VolumeService;
  readonly room: RoomService;
  readonly layers: LayerWatch;
  readonly servers: ServerService;
  readonly mounts: MountService;
  readonly jobs: Jobs;
  readonly trash: TrashService;
  readonly expiry: ExpiryService;
  readonly quotaWatch: QuotaWatch;
  readonly tasks: Tasks;
  readonly snapshots: Snapshots;
  readonly links: Links;
  readonly databases: Databases;
}
