/** @jest-environment node */
import type { Notification } from '../../hub/contract/notifications';
import { FakeEvents } from '../testing/fake-events';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { NotificationsModel } from './model';

const idOf = (number: number) => `01K9ZZZZZZZZZZZZZZZZZZ${String(number).padStart(4, '0')}`;
const make = (number: number, more: Partial<Notification> = {}): Notification => ({
  id: idOf(number),
  kind: 'jobFailed',
  title: `n${number}`,
  body: '',
  resource: null,
  read: false,
  createdAt: '2026-11-20T10:00:00Z',
  ...more
});

function hubWith(kept: Notification[], override?: (asked: Asked) => Response | null) {
  const { asked, client } = fakeFetch(one => {
    const special = override?.(one);
    if (special) return special;
    if (one.method === 'POST') return new Response(null, { status: 204 });
    const unread = kept.filter(({ read }) => !read).length;
    return json({ items: kept, nextCursor: null, unread });
  });
  const events = new FakeEvents();
  const model = new NotificationsModel(client, events);
  return { asked, events, model, kept };
}

const titles = (model: NotificationsModel) => model.notifications.map(({ title }) => title);
const seen = (model: NotificationsModel) => [titles(model).join(' '), model.unread];

describe('notifications in a page', () => {
  it('are read once, then follow the events', async () => {
    const { asked, events, model } = hubWith([make(2), make(1, { read: true })]);
    const arrived: string[] = [];
    model.arrived.connect((_model, { title }) => void arrived.push(title));
    model.open();
    model.open();
    await model.refresh();
    expect(asked).toHaveLength(2);
    expect(seen(model)).toEqual(['n2 n1', 1]);
    events.received.emit({ type: 'notification', id: idOf(3), body: make(3) });
    events.received.emit({ type: 'notification', id: idOf(3), body: make(3) });
    expect([seen(model), arrived]).toEqual([['n3 n2 n1', 2], ['n3']]);
    events.received.emit({ type: 'notificationsRead', ids: [idOf(3), idOf(1)] });
    expect(model.unread).toBe(1);
    events.received.emit({ type: 'notificationsDismissed', ids: [idOf(2)] });
    expect(seen(model)).toEqual(['n3 n1', 0]);
  });

  it('are gone at once when they are dismissed, also from an answer on its way', async () => {
    const { asked, events, model } = hubWith([make(2), make(1)]);
    await model.refresh();
    const dismissing = model.dismiss(idOf(2));
    expect(seen(model)).toEqual(['n1', 1]);
    await dismissing;
    expect(asked.at(-1)?.body).toEqual({ ids: [idOf(2)] });
    events.received.emit({ type: 'notificationsDismissed', ids: [idOf(2)] });
    await model.refresh();
    expect(titles(model)).toEqual(['n1']);
  });

  it('come back when the hub refuses', async () => {
    const { model } = hubWith([make(2), make(1, { read: true })], ({ method }) =>
      method === 'POST' ? problem('internal', 500) : null
    );
    await model.refresh();
    await expect(model.dismissAll()).rejects.toThrow();
    expect(seen(model)).toEqual(['n2 n1', 1]);
    await expect(model.dismiss(idOf(2))).rejects.toThrow();
    expect(seen(model)).toEqual(['n2 n1', 1]);
  });

  it('are read again when something older than the list was dismissed', async () => {
    const { asked, events, model } = hubWith([make(2)]);
    await model.refresh();
    events.received.emit({ type: 'notificationsDismissed', ids: [idOf(1)] });
    expect(asked).toHaveLength(2);
  });

  it('are read again when the stream begins anew or comes back', async () => {
    const { asked, events, model } = hubWith([]);
    events.received.emit({ type: 'reset' });
    expect(asked).toHaveLength(0);
    await model.refresh();
    events.received.emit({ type: 'reset' });
    events.stateChanged.emit({ kind: 'online' });
    expect(asked).toHaveLength(3);
  });

  it('stay as they were known when they cannot be read again', async () => {
    let isDown = false;
    const { model } = hubWith([make(1)], () => (isDown ? problem('internal', 500) : null));
    await model.refresh();
    isDown = true;
    await model.refresh();
    expect([model.state.kind, titles(model)]).toEqual(['ready', ['n1']]);
  });

  it('tell the hub that they were seen, if any is new', async () => {
    const { asked, model } = hubWith([make(1, { read: true })]);
    await model.refresh();
    await model.markRead();
    expect(asked).toHaveLength(1);
    const other = hubWith([make(1)]);
    await other.model.refresh();
    await other.model.markRead();
    expect(other.asked.at(-1)).toMatchObject({ path: '/notifications/read', body: { all: true } });
  });
});
