import * as accounts from './accounts.js';
import * as activity from './activity.js';
import * as applications from './applications.js';
import * as batchRead from './batch-read.js';
import * as compute from './compute.js';
import * as dataVolumes from './data-volumes.js';
import * as databases from './databases.js';
import * as datasets from './datasets.js';
import * as downloads from './downloads.js';
import type { Endpoint } from './endpoint.js';
import * as events from './events.js';
import * as files from './files.js';
import * as grants from './grants.js';
import * as groups from './groups.js';
import * as images from './images.js';
import * as jobs from './jobs.js';
import * as links from './links.js';
import * as notifications from './notifications.js';
import * as search from './search.js';
import * as serverOptions from './server-options.js';
import * as servers from './servers.js';
import * as siteCompute from './site-compute.js';
import * as siteServers from './site-servers.js';
import * as snapshots from './snapshots.js';
import * as tasks from './tasks.js';
import * as trash from './trash.js';
import * as uploads from './uploads.js';
import * as usage from './usage.js';
import * as volumes from './volumes.js';

function endpointsOf(module: object): Endpoint[] {
  return Object.values(module).filter(
    (value): value is Endpoint =>
      typeof value === 'object' && value !== null && 'credentials' in value
  );
}

/** Every endpoint of the API, in the order of the documentation. */
export const ENDPOINTS: readonly Endpoint[] = [
  accounts,
  compute,
  servers,
  serverOptions,
  applications,
  images,
  siteCompute,
  siteServers,
  volumes,
  dataVolumes,
  files,
  batchRead,
  uploads,
  downloads,
  tasks,
  trash,
  search,
  datasets,
  databases,
  snapshots,
  groups,
  grants,
  links,
  jobs,
  notifications,
  activity,
  usage,
  events
].flatMap(endpointsOf);
