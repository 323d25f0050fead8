import { monotonicFactory } from 'ulid';

import { NOTIFICATIONS_KEPT } from '../../contract/notifications.js';
import { ActivityService } from '../activity/service.js';
import { Database } from '../sqlite/database.js';
import type { Message } from './ports.js';
import { NotificationService } from './service.js';

const userOf = (id: string) => ({ id, name: id, displayName: id, admin: false });
const [kim, eve] = [userOf('kim'), userOf('eve')];
const ALL = { limit: 200 };
const message = (title: string, more: Partial<Message> = {}): Message => ({
  kind: 'jobFailed',
  title,
  body: '',
  resource: null,
  ...more
});

describe('notifications', () => {
  let database: Database;
  let notifications: NotificationService;
  let heard: object[];

  beforeEach(() => {
    database = new Database(':memory:');
    for (const { id } of [kim, eve]) {
      database
        .prepare(`INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, '')`)
        .run(id, id, id);
    }
    const clock = () => new Date('2026-01-01T00:00:00Z');
    const activity = new ActivityService(database, clock);
    notifications = new NotificationService(database, activity, clock, monotonicFactory());
    heard = [];
    activity.listen('kim', ({ event }) => heard.push(event));
  });
  afterEach(() => database.close());

  const titles = (user = kim) => notifications.list(user, ALL).items.map(({ title }) => title);
  const idOf = (title: string) =>
    notifications.list(kim, ALL).items.find(item => item.title === title)?.id ?? '';

  it('are kept for the one they tell, newest first, and told at once', () => {
    notifications.notify('kim', message('a'));
    notifications.notify('kim', message('b', { resource: { kind: 'job', id: '1' } }));
    notifications.notify('eve', message('c'));
    expect(titles()).toEqual(['b', 'a']);
    expect(notifications.list(kim, ALL)).toMatchObject({ unread: 2, nextCursor: null });
    const [newest] = notifications.list(kim, ALL).items;
    expect(newest).toMatchObject({ resource: { kind: 'job', id: '1' }, read: false });
    expect(heard).toEqual([
      expect.objectContaining({ type: 'notification' }),
      { type: 'notification', id: newest?.id, body: newest }
    ]);
  });

  it('are not told of what was rolled back', () => {
    expect(() =>
      database.transaction(() => {
        notifications.notify('kim', message('a'));
        throw new Error('stop');
      })
    ).toThrow('stop');
    expect([titles(), heard]).toEqual([[], []]);
  });

  it('come page by page, unmoved by newer ones', () => {
    for (const title of ['a', 'b', 'c']) {
      notifications.notify('kim', message(title));
    }
    const first = notifications.list(kim, { limit: 2 });
    notifications.notify('kim', message('d'));
    const second = notifications.list(kim, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(first.items.map(({ title }) => title)).toEqual(['c', 'b']);
    expect(second.items.map(({ title }) => title)).toEqual(['a']);
    expect(second.nextCursor).toBeNull();
  });

  it('are read and dismissed by their own user only', () => {
    notifications.notify('kim', message('a'));
    const id = idOf('a');
    heard.length = 0;
    notifications.read(eve, { ids: [id] });
    notifications.dismiss(eve, { ids: [id] });
    notifications.dismiss(eve, { all: true });
    expect(heard).toEqual([]);
    expect(notifications.list(kim, ALL).items).toMatchObject([{ id, read: false }]);
    notifications.read(kim, { ids: [id, id] });
    expect(notifications.list(kim, ALL)).toMatchObject({ unread: 0, items: [{ read: true }] });
    notifications.dismiss(kim, { ids: [id] });
    notifications.dismiss(kim, { ids: [id] });
    expect(heard).toEqual([
      { type: 'notificationsRead', ids: [id] },
      { type: 'notificationsDismissed', ids: [id] }
    ]);
    expect(titles()).toEqual([]);
  });

  it('are all let go of at once', () => {
    notifications.notify('kim', message('a'));
    notifications.notify('kim', message('b'));
    notifications.notify('eve', message('c'));
    notifications.dismiss(kim, { all: true });
    expect([titles(kim), titles(eve)]).toEqual([[], ['c']]);
  });

  it('are bounded: the oldest read one goes first, then the oldest', () => {
    for (let number = 1; number <= NOTIFICATIONS_KEPT; number += 1) {
      notifications.notify('kim', message(`${number}`));
    }
    notifications.read(kim, { ids: [idOf('400'), idOf('399')] });
    const count = () =>
      database
        .prepare<[], { n: number }>("SELECT count(*) AS n FROM notifications WHERE user_id = 'kim'")
        .get()?.n;
    const has = (title: string) =>
      database.prepare('SELECT 1 FROM notifications WHERE title = ?').get(title) !== undefined;
    notifications.notify('kim', message('x'));
    expect([has('399'), has('400'), has('1')]).toEqual([false, true, true]);
    notifications.notify('kim', message('y'));
    expect([has('400'), has('1')]).toEqual([false, true]);
    notifications.notify('kim', message('z'));
    expect([has('1'), has('2'), has('z')]).toEqual([false, true, true]);
    expect(count()).toBe(NOTIFICATIONS_KEPT);
    expect(heard.filter(event => 'ids' in event && event)).toHaveLength(4);
  });

  it('that warn take the place of the one before, about the same thing', () => {
    const about = (id: string) => ({ kind: 'server', id });
    notifications.notify('kim', message('10 min', { kind: 'idleWarning', resource: about('1') }));
    notifications.notify('kim', message('other', { kind: 'idleWarning', resource: about('2') }));
    notifications.notify('kim', message('5 min', { kind: 'idleWarning', resource: about('1') }));
    expect(titles()).toEqual(['5 min', 'other']);
    notifications.notify('kim', message('job', { resource: about('1') }));
    notifications.notify('kim', message('job again', { resource: about('1') }));
    expect(titles()).toHaveLength(4);
  });

  it('are withdrawn by what they are about, from one or from all', () => {
    const invitation = message('join', {
      kind: 'invitation',
      resource: { kind: 'group', id: '1' }
    });
    for (const userId of ['kim', 'eve']) {
      notifications.notify(userId, invitation);
      notifications.notify(userId, { ...invitation, kind: 'membership', title: 'member' });
    }
    notifications.withdraw('invitation', { kind: 'group', id: '1' }, 'eve');
    expect([titles(kim), titles(eve)]).toEqual([['member', 'join'], ['member']]);
    notifications.withdraw('invitation', { kind: 'group', id: '1' });
    expect(titles(kim)).toEqual(['member']);
  });
});
