import type { IRecentsManager } from '@jupyterlab/docmanager';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Server } from '../../hub/contract/servers.js';
import type { JobSummary } from '../../hub/contract/jobs.js';
import { sectionOf } from '../jobs/sections.js';
import type { IGroupsModel, IJobsModel, IServerModel, IVolumesModel } from '../tokens.js';
import { recentNotebooks, type RecentNotebook } from './recents.js';
import type { ServersModel } from './servers-model.js';

/** What the Home tab tells of; null for what this JupyterLab has not. */
export interface HomeSources {
  readonly servers: ServersModel;
  readonly here: IServerModel | null;
  readonly volumes: IVolumesModel | null;
  readonly groups: IGroupsModel | null;
  readonly jobs: IJobsModel | null;
  readonly recents: Pick<IRecentsManager, 'recentlyOpened' | 'changed'> | null;
}

/** What the Home tab shows, in one place: it follows every model that it is made of. */
export class HomeModel {
  constructor(readonly sources: HomeSources) {
    const { servers, here, volumes, groups, jobs, recents } = sources;
    for (const source of [servers, here, volumes, groups, jobs, recents]) {
      (source?.changed as ISignal<unknown, void> | undefined)?.connect(this.tell, this);
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads what was not read yet. */
  open(): void {
    const { servers, here, volumes, groups, jobs } = this.sources;
    void here?.ready();
    for (const model of [servers, volumes, groups, jobs]) model?.open();
  }

  /** The one in which this page lives first; null as long as they are not known. */
  get servers(): readonly Server[] | null {
    const here = this.sources.here?.server ?? null;
    const all = this.sources.servers.servers;
    return all && here ? [here, ...all.filter(({ id }) => id !== here.id)] : all;
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
    Signal.disconnectReceiver(this);
    Signal.clearData(this);
  }

  private tell(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
}
