import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { VolumeFile } from '../hub/contract/common.js';
import type { HubEvent } from '../hub/contract/events.js';
import type { Job, JobSummary } from '../hub/contract/jobs.js';
import type { Server } from '../hub/contract/servers.js';
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
  readonly changed: ISignal<IServerModel, void>;
  /** Reads the server unless that was done. */
  ready(): Promise<Server | null>;
  keep(): Promise<void>;
  stop(): Promise<void>;
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
