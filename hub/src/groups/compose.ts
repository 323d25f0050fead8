import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { GroupAccess } from './access.js';
import { MemberService } from './members.js';
import type { GroupSharing, GroupUsers } from './ports.js';
import { GroupRecords } from './records.js';
import { GroupService } from './service.js';
import { GroupStore } from './store.js';
import { GroupView } from './view.js';

/** What groups need of the rest of the hub. */
export interface GroupsNeeds {
  readonly database: Database;
  readonly users: GroupUsers;
  readonly sharing: GroupSharing;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
}

export interface Groups {
  readonly groups: GroupService;
  readonly members: MemberService;
}

export function composeGroups(needs: GroupsNeeds): Groups {
  const { database, users, sharing, activity, clock } = needs;
  const store = new GroupStore(database);
  const view = new GroupView(store, users);
  const records = new GroupRecords(database, store, view, sharing, activity, clock);
  const parts = { ...needs, store, view, records, access: new GroupAccess(store) };
  return { groups: new GroupService(parts), members: new MemberService(parts) };
}
