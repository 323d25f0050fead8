import type { TranslationBundle } from '@jupyterlab/translation';
import { launcherIcon, searchIcon, usersIcon, type LabIcon } from '@jupyterlab/ui-components';

import { CommandIDs as Catalogue } from '../catalogue/command-ids.js';
import { dataSetIcon } from '../catalogue/icons.js';
import { CommandIDs as Databases } from '../databases/command-ids.js';
import { databasesIcon } from '../databases/icons.js';
import { CommandIDs as Groups } from '../groups/command-ids.js';
import { CommandIDs as Guide } from '../guide/command-ids.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { CommandIDs as Search } from '../search/command-ids.js';
import { CommandIDs as Server } from '../server/commands.js';
import { sectionOf } from '../jobs/sections.js';
import type { IGroupsModel, IJobsModel, IVolumesModel } from '../tokens.js';
import { guideIcon, jobsIcon } from '../ui/icons.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';
import { volumesIcon } from '../volumes/icons.js';
import type { HomeSources } from './model.js';

/** One thing to go on with. */
export interface Activity {
  readonly command: string;
  readonly icon: LabIcon;
  readonly title: string;
  /** What there is of it, or what it is for. */
  readonly words: string;
}

type Counted = Pick<HomeSources, 'volumes' | 'groups' | 'jobs'>;

/** What a user can go on with, with what he has of it as far as that is known. */
export function activitiesOf(
  { volumes, groups, jobs }: Counted,
  now: Date,
  trans: TranslationBundle
): Activity[] {
  return [
    {
      command: Volumes.showVolumes,
      icon: volumesIcon,
      title: trans.__('Volumes'),
      words:
        (volumes?.state.kind === 'ready' && volumeWords(volumes, trans)) || trans.__('Your files')
    },
    {
      command: Groups.showGroups,
      icon: usersIcon,
      title: trans.__('Groups'),
      words:
        (groups?.state.kind === 'ready' && groupWords(groups, trans)) ||
        trans.__('Whom you work with')
    },
    {
      command: Jobs.showJobs,
      icon: jobsIcon,
      title: trans.__('Jobs'),
      words:
        (jobs?.state.kind === 'ready' && jobWords(jobs, now, trans)) ||
        trans.__('Notebooks that run by themselves')
    },
    {
      command: Catalogue.openCatalogue,
      icon: dataSetIcon,
      title: trans.__('Data sets'),
      words: trans.__('What there is to work with')
    },
    {
      command: Databases.showDatabases,
      icon: databasesIcon,
      title: trans.__('Databases'),
      words: trans.__('Tables to be asked by SQL')
    },
    {
      command: Search.find,
      icon: searchIcon,
      title: trans.__('Search'),
      words: trans.__('Files, data sets, jobs, people')
    },
    {
      command: Guide.open,
      icon: guideIcon,
      title: trans.__('Guide'),
      words: trans.__('How it is done, with pictures')
    },
    {
      command: Server.openHub,
      icon: launcherIcon,
      title: trans.__('Hub'),
      words: trans.__('Servers, keys, your account')
    }
  ];
}

function volumeWords({ volumes, user }: IVolumesModel, trans: TranslationBundle): string {
  const files = volumes.filter(({ kind }) => kind !== 'data');
  const own = files.filter(({ owner }) => owner === user).length;
  const shared = files.length - own;
  const words = trans._n('%1 of your own', '%1 of your own', own);
  return shared === 0 ? words : trans.__('%1 · %2 shared with you', words, shared);
}

function groupWords({ groups, invitations }: IGroupsModel, trans: TranslationBundle): string {
  const mine = groups.filter(({ myState }) => myState === 'accepted').length;
  const words =
    mine === 0 ? trans.__('In none yet') : trans._n('In %1 group', 'In %1 groups', mine);
  return invitations.length === 0
    ? words
    : `${trans._n('%1 invitation', '%1 invitations', invitations.length)} · ${words}`;
}

function jobWords({ jobs }: IJobsModel, now: Date, trans: TranslationBundle): string {
  const count = (section: ReturnType<typeof sectionOf>) =>
    jobs.filter(job => sectionOf(job, now) === section).length;
  const failed = jobs.filter(
    job => job.state === 'failed' && sectionOf(job, now) === 'today'
  ).length;
  return [
    trans.__('%1 running', count('running')),
    count('waiting') > 0 && trans.__('%1 waiting', count('waiting')),
    failed > 0
      ? trans._n('%1 failed today', '%1 failed today', failed)
      : trans.__('%1 ended today', count('today'))
  ]
    .filter(Boolean)
    .join(' · ');
}
