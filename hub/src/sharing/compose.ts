import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { composeGroups, type Groups } from '../groups/compose.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { AccessChanges } from './access-changes.js';
import { AccessEvents, type EventVolumes } from './access-events.js';
import type { AccessWatch, SharingUsers } from './ports.js';
import { ResourceDirectory, type ResourceSources } from './resources.js';
import type { GrantService } from './service.js';
import { Sharing } from './sharing.js';
import { GrantView } from './view.js';

/** What groups and sharing need of the rest of the hub. */
export interface SharingNeeds extends ResourceSources {
  readonly database: Database;
  readonly grants: GrantService;
  readonly users: SharingUsers;
  readonly volumes: ResourceSources['volumes'] & EventVolumes;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Told beside the browsers of users whose privileges became others. */
  readonly watch?: AccessWatch;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
}

export interface GroupsAndSharing extends Groups {
  readonly sharing: Sharing;
}

/** Groups and sharing know each other: what is shared with a group comes and goes with membership. */
export function composeSharing(needs: SharingNeeds): GroupsAndSharing {
  const { grants, users, volumes, activity } = needs;
  const resources = new ResourceDirectory(needs);
  const events = new AccessEvents(volumes, activity);
  const watch = needs.watch ? bothOf(events, needs.watch) : events;
  const changes = new AccessChanges(grants, users, resources, watch);
  const { groups, members } = composeGroups({ ...needs, sharing: changes });
  const view = new GrantView(resources, users, groups);
  const sharing = new Sharing({ ...needs, changes, resources, groups, view, watch });
  return { groups, members, sharing };
}

function bothOf(...watches: readonly AccessWatch[]): AccessWatch {
  return {
    changed: (...change) => watches.forEach(watch => watch.changed(...change)),
    lost: (...loss) => watches.forEach(watch => watch.lost(...loss))
  };
}
