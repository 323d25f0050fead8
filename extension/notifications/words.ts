import type { TranslationBundle } from '@jupyterlab/translation';

import type { Activity } from '../../hub/contract/activity.js';
import type { EmailPreference, NotificationKind } from '../../hub/contract/notifications.js';

/** Kinds of things in the record, with the words for them; in the order of the choice. */
export function kindTitles(trans: TranslationBundle): Record<string, string> {
  return {
    job: trans.__('Jobs'),
    task: trans.__('Tasks'),
    volume: trans.__('Volumes'),
    database: trans.__('Databases'),
    quota: trans.__('Quotas'),
    group: trans.__('Groups'),
    server: trans.__('Servers'),
    user: trans.__('Accounts'),
    announcement: trans.__('Announcements'),
    image: trans.__('Images'),
    domain: trans.__('Compute domains')
  };
}

/** What was done, in words; an action of tomorrow by its name. */
export function actionTitle(action: string, trans: TranslationBundle): string {
  const titles: Record<string, string> = {
    'account.create': trans.__('Account made'),
    'account.disable': trans.__('Account disabled'),
    'account.enable': trans.__('Account enabled'),
    'account.setEmail': trans.__('E-mail address changed'),
    'account.setFindable': trans.__('Visibility to others changed'),
    'account.setPassword': trans.__('Password changed'),
    'account.signIn': trans.__('Signed in'),
    'announcement.make': trans.__('Announcement made'),
    'database.change': trans.__('Database changed'),
    'database.create': trans.__('Database made'),
    'database.delete': trans.__('Database deleted'),
    'database.import': trans.__('Table imported'),
    'database.query': trans.__('Data changed'),
    'database.share': trans.__('Database shared'),
    'database.unshare': trans.__('Database no longer shared'),
    'file.delete': trans.__('Deleted for good'),
    'file.discard': trans.__('Put into the trash'),
    'file.restore': trans.__('Taken out of the trash'),
    'group.accept': trans.__('Invitation accepted'),
    'group.changeRole': trans.__('Role changed'),
    'group.create': trans.__('Group made'),
    'group.decline': trans.__('Invitation declined'),
    'group.delete': trans.__('Group deleted'),
    'group.edit': trans.__('Group edited'),
    'group.handOver': trans.__('Group handed over'),
    'group.invite': trans.__('Invited to a group'),
    'group.join': trans.__('Joined'),
    'group.leave': trans.__('Left a group'),
    'group.remove': trans.__('Member removed'),
    'group.strike': trans.__('Struck off the list'),
    'job.share': trans.__('Results shared'),
    'job.unshare': trans.__('Results no longer shared'),
    'link.make': trans.__('Link made'),
    'link.edit': trans.__('Link changed'),
    'link.revoke': trans.__('Link revoked'),
    'link.download': trans.__('Downloaded through a link'),
    'group.withdraw': trans.__('Invitation withdrawn'),
    'job.cancel': trans.__('Job cancelled'),
    'job.delete': trans.__('Job deleted'),
    'job.end': trans.__('Job ended'),
    'job.submit': trans.__('Job submitted'),
    'quota.limit': trans.__('Made read-only, being over quota'),
    'quota.release': trans.__('Writable again, within quota'),
    'server.create': trans.__('Server made'),
    'server.delete': trans.__('Server deleted'),
    'server.restart': trans.__('Server restarted'),
    'server.start': trans.__('Server started'),
    'server.edit': trans.__('Server edited'),
    'server.mount': trans.__('Volume mounted'),
    'server.unmount': trans.__('Volume unmounted'),
    'volume.describeDataSets': trans.__('Data sets described'),
    'server.stop': trans.__('Server stopped'),
    'server.visit': trans.__('Server visited'),
    'task.cancel': trans.__('Task cancelled'),
    'task.copy': trans.__('Copying begun'),
    'task.delete': trans.__('Deletion begun'),
    'task.end': trans.__('Task ended'),
    'task.move': trans.__('Moving begun'),
    'trash.empty': trans.__('Trash emptied'),
    'volume.change': trans.__('Volume changed'),
    'volume.create': trans.__('Volume made'),
    'volume.delete': trans.__('Volume deleted'),
    'volume.expire': trans.__('Expired files removed'),
    'volume.share': trans.__('Volume shared'),
    'volume.unshare': trans.__('Volume no longer shared'),
    'domain.register': trans.__('Compute domain registered'),
    'domain.change': trans.__('Compute domain changed'),
    'domain.remove': trans.__('Compute domain removed'),
    'domain.share': trans.__('Compute domain shared'),
    'domain.unshare': trans.__('Compute domain no longer shared'),
    'image.register': trans.__('Image registered'),
    'image.change': trans.__('Image changed'),
    'image.remove': trans.__('Image removed'),
    'image.share': trans.__('Image shared'),
    'image.unshare': trans.__('Image no longer shared')
  };
  return titles[action] ?? spelledOut(action);
}

/** `volume.makePublic` as `Volume: make public`. */
function spelledOut(action: string): string {
  const words = action
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replace('.', ': ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Kinds of notifications, in the plural. */
export function notificationTitles(trans: TranslationBundle): Record<NotificationKind, string> {
  return {
    jobSucceeded: trans.__('Jobs that succeed'),
    jobFailed: trans.__('Jobs that fail'),
    taskSucceeded: trans.__('Tasks that are done'),
    taskFailed: trans.__('Tasks that fail'),
    idleWarning: trans.__('Servers about to stop'),
    serverStopped: trans.__('Servers that stop'),
    invitation: trans.__('Invitations'),
    membership: trans.__('Changes in groups'),
    share: trans.__('What is shared with you'),
    expiry: trans.__('Files about to be removed'),
    quota: trans.__('Space that is used up'),
    announcement: trans.__('Announcements')
  };
}

export function preferenceTitles(trans: TranslationBundle): Record<EmailPreference, string> {
  return {
    off: trans.__('No e-mail'),
    atOnce: trans.__('At once'),
    daily: trans.__('In a daily digest')
  };
}

export function outcomeTitle(outcome: Activity['outcome'], trans: TranslationBundle): string {
  const titles: Record<Activity['outcome'], string> = {
    done: trans.__('Done'),
    refused: trans.__('Refused'),
    failed: trans.__('Failed')
  };
  return titles[outcome];
}
