import type { IRecentsManager } from '@jupyterlab/docmanager';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Application } from '../../hub/contract/applications.js';
import type { Image } from '../../hub/contract/compute.js';
import type { JobSummary } from '../../hub/contract/jobs.js';
import type { Server } from '../../hub/contract/servers.js';
import { sectionOf } from '../jobs/sections.js';
import type { ServersModel, ServersState } from '../server/servers/model.js';
import type { IGroupsModel, IJobsModel, IServerModel, IVolumesModel } from '../tokens.js';
import { recentNotebooks, type RecentNotebook } from './recents.js';

/** What the Home tab tells of; null for what this JupyterLab has not. */
export interface HomeSources {
  /** Begins to follow the user's servers. */
  readonly servers: () => ServersModel;
  /** Asks the hub for them. */
  readonly applications: () => Promise<readonly Application[]>;
  readonly here: IServerModel | null;
  readonly volumes: IVolumesModel | null;
  readonly groups: IGroupsModel | null;
  readonly jobs: IJobsModel | null;
  readonly recents: Pick<IRecentsManager, 'recentlyOpened' | 'changed'> | null;
}

/** What the Home tab shows, in one place: it follows every model that it is made of. */
export class HomeModel {
  constructor(readonly sources: HomeSources) {
    const { here, volumes, groups, jobs, recents } = sources;
    for (const source of [here, volumes, groups, jobs, recents]) {
      (source?.changed as ISignal<unknown, void> | undefined)?.connect(this.tell, this);
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads what was not read yet. */
  open(): void {
    const { here, volumes, groups, jobs } = this.sources;
    void here?.ready();
    for (const model of [volumes, groups, jobs]) model?.open();
    if (!this.following) {
      this.following = this.sources.servers();
      this.following.changed.connect(this.onServers, this);
    }
    void this.readApplications();
  }

  get serversState(): ServersState {
    return this.following?.state ?? { kind: 'loading' };
  }

  retryServers(): void {
    this.following?.retry();
  }

  /** The one in which this page lives first, then the default one, then the others by name. */
  get servers(): readonly Server[] {
    const rank = (server: Server) => (this.isHere(server) ? 0 : server.name === 'default' ? 1 : 2);
    const all = this.serversState.kind === 'ready' ? this.serversState.servers : [];
    return [...all].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  }

  /** As people know it; empty for one that is not offered, or as long as that is not known. */
  imageTitle(id: string): string {
    return this.images.find(image => image.id === id)?.title ?? '';
  }

  /** Programs in servers of their own, and other sites. Empty as long as they are not known. */
  get applications(): readonly Application[] {
    return this._applications ?? [];
  }

  isHere(server: Server): boolean {
    return server.id === this.sources.here?.server?.id;
  }

  /** Null where JupyterLab remembers no documents. */
  get recent(): readonly RecentNotebook[] | null {
    const { recents, here } = this.sources;
    return recents
      ? recentNotebooks(recents.recentlyOpened, path => here?.volumeFileOf(path) ?? null)
      : null;
  }

  /** Jobs that run or wait, those that run first; null without jobs. */
  liveJobs(now: Date): readonly JobSummary[] | null {
    const { jobs } = this.sources;
    if (!jobs) return null;
    const of = (section: 'running' | 'waiting') =>
      jobs.jobs.filter(job => sectionOf(job, now) === section);
    return [...of('running'), ...of('waiting')];
  }

  dispose(): void {
    this.following?.dispose();
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  private get images(): readonly Image[] {
    return this.serversState.kind === 'ready' ? this.serversState.options.images : [];
  }

  /** They were read: the hub is there, also for what it did not answer before. */
  private onServers(): void {
    this.tell();
    if (this._applications === null && this.serversState.kind === 'ready') {
      void this.readApplications();
    }
  }

  private async readApplications(): Promise<void> {
    this.asking ??= this.sources.applications().finally(() => (this.asking = null));
    try {
      this._applications = await this.asking;
      this.tell();
    } catch {
      // What was known stays; the next look asks again.
    }
  }

  private tell(): void {
    this._changed.emit();
  }

  private asking: Promise<readonly Application[]> | null = null;
  private _applications: readonly Application[] | null = null;
  private following: ServersModel | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
