import type { TranslationBundle } from '@jupyterlab/translation';
import {
  type LabIcon,
  fileIcon,
  folderIcon,
  notebookIcon,
  userIcon,
  usersIcon
} from '@jupyterlab/ui-components';

import { JobState } from '../../hub/contract/jobs.js';
import type { SearchHit, SearchKind } from '../../hub/contract/search.js';
import { dataSetIcon } from '../catalogue/icons.js';
import { databaseIcon } from '../databases/icons.js';
import { stateTitle } from '../jobs/words.js';
import { jobsIcon } from '../ui/icons.js';
import { volumesIcon } from '../volumes/icons.js';

/** The heading over what was found of a kind. */
export function kindTitle(kind: SearchKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'volume':
      return trans.__('Volumes that speak of it');
    case 'dataSet':
      return trans.__('Data sets');
    case 'file':
      return trans.__('Files and folders');
    case 'database':
      return trans.__('Databases');
    case 'job':
      return trans.__('Jobs');
    case 'group':
      return trans.__('Groups');
    case 'user':
      return trans.__('People');
  }
}

/** Where something is, or how it is, in words. */
export function contextOf({ kind, context }: SearchHit, trans: TranslationBundle): string {
  const state = kind === 'job' ? JobState.safeParse(context).data : undefined;
  return state ? stateTitle(state, trans) : context;
}

export function iconOfHit({ kind, title, isFolder }: SearchHit): LabIcon {
  switch (kind) {
    case 'volume':
      return volumesIcon;
    case 'dataSet':
      return dataSetIcon;
    case 'file':
      return isFolder ? folderIcon : title.endsWith('.ipynb') ? notebookIcon : fileIcon;
    case 'database':
      return databaseIcon;
    case 'job':
      return jobsIcon;
    case 'group':
      return usersIcon;
    case 'user':
      return userIcon;
  }
}
