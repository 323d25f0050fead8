import { bellIcon, shareIcon, usersIcon, type LabIcon } from '@jupyterlab/ui-components';

import type { JobState } from '../../hub/contract/jobs.js';
import type { NotificationKind } from '../../hub/contract/notifications.js';
import { STATE_ICONS, invitationIcon } from '../ui/icons.js';

/** The picture of a notification, and the tone that the style sheet colours it by. */
export interface KindIcon {
  readonly icon: LabIcon;
  readonly tone: JobState | null;
}

const good: KindIcon = { icon: STATE_ICONS.succeeded, tone: 'succeeded' };
const bad: KindIcon = { icon: STATE_ICONS.failed, tone: 'failed' };
const warning: KindIcon = { icon: STATE_ICONS.lost, tone: 'lost' };

export const KIND_ICONS: Record<NotificationKind, KindIcon> = {
  jobSucceeded: good,
  jobFailed: bad,
  taskSucceeded: good,
  taskFailed: bad,
  idleWarning: warning,
  serverStopped: warning,
  invitation: { icon: invitationIcon, tone: null },
  membership: { icon: usersIcon, tone: null },
  share: { icon: shareIcon, tone: null },
  expiry: warning,
  quota: warning,
  announcement: { icon: bellIcon, tone: null }
};
