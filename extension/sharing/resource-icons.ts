import {
  folderIcon,
  imageIcon,
  launcherIcon,
  newFolderIcon,
  runIcon
} from '@jupyterlab/ui-components';

import type { ResourceKind } from '../../hub/contract/grants.js';
import { databaseIcon } from '../databases/icons.js';

/** What stands beside a thing that is shared. */
export const RESOURCE_ICONS: Record<ResourceKind, typeof folderIcon> = {
  volume: folderIcon,
  image: imageIcon,
  domain: launcherIcon,
  job: runIcon,
  root: newFolderIcon,
  database: databaseIcon
};
