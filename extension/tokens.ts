import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { VolumeFile } from '../hub/contract/common.js';
import type { Database, DatabaseLimits, SchemaTable } from '../hub/contract/databases.js';
import type { HubEvent } from '../hub/contract/events.js';
import type { Grant } from '../hub/contract/grants.js';
import type {
  GivenRole,
  Group,
  GroupDetails,
  GroupKind,
  Invitation,
  InvitationOutcome,
  Member
} from '../hub/contract/groups.js';
import type { Job, JobSummary } from '../hub/contract/jobs.js';
import type { Notification } from '../hub/contract/notifications.js';
import type { SearchHit, SearchKind } from '../hub/contract/search.js';
import type { Server } from '../hub/contract/servers.js';
import type { Task, TaskRequestInput } from '../hub/contract/tasks.js';
import type { Quota, Volume } from '../hub/contract/volumes.js';
import type { HubConnection } from './api/connection.js';
import type { StreamState } from './events/event-stream.js';

/** Where this page stands towards a hub, and the client to call it with. */
export interface IHub {
  readonly connection: HubConnection;
}

export const IHub = new Token<IHub>(
  'labcommons:IHub',
  'The connection of this page to its hub, if there is one.'
);

/** What happens at the hub, over one connection for all tabs of a browser. */
export interface IHubEvents {
  readonly received: ISignal<IHubEvents, HubEvent>;
  readonly stateChanged: ISignal<IHubEvents, StreamState>;
  readonly state: StreamState;
  /** Ends the wait for the next attempt to reach the hub. */
  retryNow(): void;
}

export const IHubEvents = new Token<IHubEvents>(
  'labcommons:IHubEvents',
  'The event stream of the hub, shared by all tabs of a browser.'
);

/** How far the list of jobs is known. */
export type JobsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly hasMore: boolean };

/** The user's jobs, as live as the hub tells them. */
export interface IJobsModel {
  readonly state: JobsState;
  /** Newest first; with what a search has found beside the recent ones. */
  readonly jobs: readonly JobSummary[];
  readonly changed: ISignal<IJobsModel, void>;
  /** A job that this page saw alive has come to its end. */
  readonly ended: ISignal<IJobsModel, JobSummary>;
  /** Reads the list unless that was done; call it when somebody looks. */
  open(): void;
  refresh(): Promise<void>;
  /** Reads the next older jobs. */
  loadMore(): Promise<void>;
  /** Adds jobs that match, however old. */
  search(text: string): Promise<void>;
  find(id: string): JobSummary | null;
  get(id: string, signal?: AbortSignal): Promise<Job>;
  /** Takes over what an answer of the hub says about a job. */
  take(job: JobSummary): void;
  cancel(id: string): Promise<void>;
  rerun(id: string): Promise<JobSummary>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string, files: 'keep' | 'delete'): Promise<void>;
}

export const IJobsModel = new Token<IJobsModel>('labcommons:IJobsModel', "The user's jobs.");

/** The server in which this page lives, as the hub sees it. */
export interface IServerModel {
  /** Null as long as it is not known. */
  readonly server: Server | null;
  /** What people call its domain; null as long as that is not known. */
  readonly domainTitle: string | null;
  readonly changed: ISignal<IServerModel, void>;
  /** Reads the server unless that was done. */
  ready(): Promise<Server | null>;
  /** Reads it anew. @returns what was known where that fails */
  refresh(): Promise<Server | null>;
  keep(): Promise<void>;
  stop(): Promise<void>;
  /** Mounts a volume here with all that its user may do with it, now or from the next start on: its mount says which. */
  mount(volume: Volume): Promise<void>;
  /** Takes a volume out of here, now or from the next start on. */
  unmount(volume: Volume): Promise<void>;
  /** Path of a file for JupyterLab; null when its volume is not mounted here. */
  labPathOf(file: VolumeFile): string | null;
  /** Where a path of JupyterLab lies; null when outside every mounted volume. */
  volumeFileOf(labPath: string): VolumeFile | null;
}

export const IServerModel = new Token<IServerModel>(
  'labcommons:IServerModel',
  'The server in which this page lives: its state, limits and mounted volumes.'
);

/** The job that commands mean: the row chosen last in the panel, or the page last looked at. */
export interface IJobSelection {
  current: string | null;
  readonly changed: ISignal<IJobSelection, string | null>;
}

export const IJobSelection = new Token<IJobSelection>(
  'labcommons:IJobSelection',
  'The job that commands without an id mean.'
);

/** How far a list of the hub is known that is read as a whole. */
export type ListState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready' };

/** A volume that is to be. */
export interface NewVolume {
  readonly root: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
}

export interface VolumeChange {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
}

/** The volumes that the user may see, as live as the hub tells them. */
export interface IVolumesModel {
  /** Login name of the user. */
  readonly user: string;
  readonly state: ListState;
  /** In no order. */
  readonly volumes: readonly Volume[];
  /** Root volumes in which volumes can be made, with what is used of them; empty as long as that is not known. */
  readonly quotas: readonly Quota[];
  readonly changed: ISignal<IVolumesModel, void>;
  /** Reads the list unless that was done; call it when somebody looks. */
  open(): void;
  /** Settles when the list was read once, or could not be. */
  ready(): Promise<void>;
  refresh(): Promise<void>;
  find(idOrAddress: string): Volume | null;
  create(wanted: NewVolume): Promise<Volume>;
  change(id: string, change: VolumeChange): Promise<Volume>;
  remove(id: string): Promise<void>;
}

export const IVolumesModel = new Token<IVolumesModel>(
  'labcommons:IVolumesModel',
  'The volumes that the user may see.'
);

/** How far the tables of a database are known. */
export type SchemaState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly tables: readonly SchemaTable[] };

/** What is said of a database when it is made or changed. */
export interface DatabaseWords {
  readonly name: string;
  readonly description: string;
}

/** The databases that the user may see, as live as the hub tells them. */
export interface IDatabasesModel {
  /** Login name of the user. */
  readonly user: string;
  readonly state: ListState;
  /** In no order. */
  readonly databases: readonly Database[];
  /** Null as long as it is not known. */
  readonly limits: DatabaseLimits | null;
  readonly changed: ISignal<IDatabasesModel, void>;
  /** Reads the list unless that was done; call it when somebody looks. */
  open(): void;
  /** Settles when the list was read once, or could not be. */
  ready(): Promise<void>;
  refresh(): Promise<void>;
  find(idOrAddress: string): Database | null;
  create(words: DatabaseWords): Promise<Database>;
  change(id: string, words: Partial<DatabaseWords>): Promise<Database>;
  remove(id: string): Promise<void>;
  /** What is known of the tables of a database; null when nobody has asked. */
  schemaOf(id: string): SchemaState | null;
  /** Reads the tables of a database, now and whenever it is told to have changed. Never rejects. */
  readSchema(id: string): Promise<SchemaState>;
}

export const IDatabasesModel = new Token<IDatabasesModel>(
  'labcommons:IDatabasesModel',
  'The databases that the user may see.'
);

/** What is said of a group when it is made or changed. */
export interface GroupWords {
  readonly name: string;
  readonly description: string;
  readonly page: string;
}

/** What came of inviting one name. */
export interface InvitedName {
  readonly user: string;
  readonly outcome: InvitationOutcome;
}

/** What is known of one group. */
export type InsideState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly group: GroupDetails;
      /** Null where only members see inside. */
      readonly inside: {
        readonly members: readonly Member[];
        readonly grants: readonly Grant[];
      } | null;
    };

/** One group with its members and what is shared with it, as live as the hub tells it. */
export interface IGroupInside {
  readonly id: string;
  readonly state: InsideState;
  readonly changed: ISignal<IGroupInside, void>;
  retry(): void;
}

/** The user's groups, his invitations and the science domains, as live as the hub tells them. */
export interface IGroupsModel {
  readonly state: ListState;
  /** By name; one that the user is invited to is among them, with its invitation below. */
  readonly groups: readonly Group[];
  readonly invitations: readonly Invitation[];
  readonly changed: ISignal<IGroupsModel, void>;
  /** Reads the lists unless that was done; call it when somebody looks. */
  open(): void;
  /** Reads only the invitations, for the count beside the panel's icon. */
  readInvitations(): Promise<void>;
  refresh(): Promise<void>;
  find(id: string): Group | null;
  /** Follows a group from now on; as often as it was called, `release` ends it. */
  follow(id: string): IGroupInside;
  release(id: string): void;
  /** A member of a group that somebody follows. */
  memberOf(id: string, user: string): Member | null;
  invitationTo(id: string): Invitation | null;
  /** Takes over what an answer of the hub says about a group. */
  take(group: Group): void;
  create(words: GroupWords, kind: GroupKind): Promise<Group>;
  edit(id: string, words: GroupWords): Promise<Group>;
  remove(id: string): Promise<void>;
  join(id: string): Promise<void>;
  leave(id: string): Promise<void>;
  accept(id: string): Promise<void>;
  decline(id: string): Promise<void>;
  invite(id: string, users: readonly string[], role: GivenRole): Promise<readonly InvitedName[]>;
  changeRole(id: string, user: string, role: GivenRole): Promise<void>;
  removeMember(id: string, user: string): Promise<void>;
  handOver(id: string, user: string): Promise<void>;
}

export const IGroupsModel = new Token<IGroupsModel>(
  'labcommons:IGroupsModel',
  "The user's groups, his invitations and the science domains."
);

/** The group, and the member of it, that commands mean. */
export interface IGroupSelection {
  readonly group: string | null;
  /** Name of a user; null when no member is chosen. */
  readonly member: string | null;
  readonly changed: ISignal<IGroupSelection, void>;
  choose(group: string | null, member?: string | null): void;
}

export const IGroupSelection = new Token<IGroupSelection>(
  'labcommons:IGroupSelection',
  'The group and the member that commands without arguments mean.'
);

/** What the hub copies, moves and deletes for the user. */
export interface ITasksModel {
  /** Live ones, and those that ended since this page was opened; newest first. */
  readonly tasks: readonly Task[];
  readonly changed: ISignal<ITasksModel, void>;
  /** A task that this page saw alive has come to its end. */
  readonly ended: ISignal<ITasksModel, Task>;
  /** Reads the live tasks unless that was done. */
  open(): void;
  submit(request: TaskRequestInput): Promise<Task>;
  cancel(id: string): Promise<void>;
  /** Takes a task that has ended off the list of this page. */
  forget(id: string): void;
}

export const ITasksModel = new Token<ITasksModel>(
  'labcommons:ITasksModel',
  'Copies, moves and deletions that the hub does for the user.'
);

/** A file browser on the volumes. */
export interface IVolumeFilesView {
  readonly widget: Widget;
  /** Files on their way to the hub, as a list that is empty when there are none. */
  readonly uploads: Widget;
  /** The folder that is shown; null above the volumes. */
  readonly place: VolumeFile | null;
  readonly placeChanged: ISignal<IVolumeFilesView, VolumeFile | null>;
  /** Whether names that begin with a dot are listed. */
  showsHidden: boolean;
  show(place: VolumeFile): Promise<void>;
  /** Lets the user choose files, or a folder, to upload into the folder that is shown. */
  upload(what: 'files' | 'folder'): void;
  /** The list of the folder was read, maybe again. */
  readonly listed: ISignal<IVolumeFilesView, void>;
  /** When a file of this name was changed, as listed: null when there is none, undefined when the list is longer. */
  modificationOf(name: string): string | null | undefined;
  /** Puts something between what is said of the folder and its files. */
  addAbove(widget: Widget): void;
  focusFiles(): void;
}

/** The files in the volumes, mounted in this server or not. */
export interface IVolumeFiles {
  createView(isShown: () => boolean): IVolumeFilesView;
  /** The place in a volume behind a path of JupyterLab, of any drive; null when it is in none. */
  placeOf(path: string): VolumeFile | null;
  /** Something came to a place by itself: lists that show its folder are read again. */
  tellArrived(place: VolumeFile): void;
  /** Files as they are, folders as zips; what goes wrong is told. */
  download(places: readonly VolumeFile[]): Promise<void>;
}

export const IVolumeFiles = new Token<IVolumeFiles>(
  'labcommons:IVolumeFiles',
  'The files in the volumes, mounted in this server or not.'
);

/** What a folder says of itself, for above its files. */
export interface IFolderReadme {
  createAbove(view: IVolumeFilesView): Widget;
}

export const IFolderReadme = new Token<IFolderReadme>(
  'labcommons:IFolderReadme',
  'The README of the folder that a file browser shows.'
);

/** How far a search has come. */
export type SearchState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      /** What was looked for. */
      readonly text: string;
      /** By kind, the best first. */
      readonly hits: readonly SearchHit[];
      /** Kinds of which the hub knows more. */
      readonly hasMore: ReadonlySet<SearchKind>;
      /** Addresses of volumes of which only a part can be found. */
      readonly partial: readonly string[];
    };

/** Finds what the user may see at the hub, by words in a field. */
export interface IHubSearch {
  /** As typed; the hub is asked when nobody types any more. */
  text: string;
  readonly state: SearchState;
  readonly changed: ISignal<IHubSearch, void>;
  retry(): void;
  /** Asks for the rest of one kind. */
  more(kind: SearchKind): Promise<void>;
  /** Shows something that was found, where it lives. */
  open(hit: SearchHit): void;
}

export const IHubSearch = new Token<IHubSearch>(
  'labcommons:IHubSearch',
  'Finds volumes, files, data sets, jobs, groups and people at the hub.'
);

/** How far the list of notifications is known. */
export type NotificationsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly hasMore: boolean };

/** What the user was told and has not dismissed, as live as the hub tells it. */
export interface INotificationsModel {
  readonly state: NotificationsState;
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** How many of all are not read, also of those not listed yet. */
  readonly unread: number;
  readonly changed: ISignal<INotificationsModel, void>;
  /** One came while this page is open. */
  readonly arrived: ISignal<INotificationsModel, Notification>;
  /** Reads the list unless that was done. */
  open(): void;
  refresh(): Promise<void>;
  /** Reads the next older ones. */
  loadMore(): Promise<void>;
  markRead(): Promise<void>;
  dismiss(id: string): Promise<void>;
  dismissAll(): Promise<void>;
}

export const INotificationsModel = new Token<INotificationsModel>(
  'labcommons:INotificationsModel',
  'What the hub has told the user and he has not dismissed.'
);
