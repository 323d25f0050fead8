import type { HubEvent } from '../../contract/events.js';
import { Database } from '../sqlite/database.js';
import { ActivityService } from './service.js';

const event = (id: string): HubEvent => ({ type: 'jobDeleted', id, version: 1 });

describe('events', () => {
  let database: Database;
  let activity: ActivityService;
  let now: Date;

  beforeEach(() => {
    now = new Date('2026-01-01T00:00:00Z');
    database = new Database(':memory:');
    activity = new ActivityService(database, () => now);
    for (const id of ['kim', 'eve']) {
      database
        .prepare(`INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, '')`)
        .run(id, id, id);
    }
  });
  afterEach(() => database.close());

  function idsSince(lastSeen: number | null, userId = 'kim'): string[] | 'reset' {
    const missed = activity.missedSince(userId, lastSeen);
    return missed.kind === 'reset'
      ? 'reset'
      : missed.events.map(({ event: missedEvent }) => ('id' in missedEvent ? missedEvent.id : ''));
  }

  it('reach those who listen once the transaction is safe, and not when it is rolled back', () => {
    const heard: string[] = [];
    activity.listen('kim', ({ event: heardEvent }) => heard.push(heardEvent.type));
    activity.listen('eve', () => heard.push('eve'));
    database.transaction(() => {
      activity.publish('kim', event('a'));
      expect(heard).toEqual([]);
    });
    expect(() =>
      database.transaction(() => {
        activity.publish('kim', event('b'));
        throw new Error('stop');
      })
    ).toThrow();
    expect(heard).toEqual(['jobDeleted']);
    expect(idsSince(0)).toEqual(['a']);
  });

  it('are no longer heard after listening ended', () => {
    const heard: number[] = [];
    const stop = activity.listen('kim', ({ seq }) => heard.push(seq));
    activity.publish('kim', event('a'));
    stop();
    stop();
    activity.publish('kim', event('b'));
    expect(heard).toEqual([1]);
  });

  it('are caught up with from where one was, one’s own only', () => {
    for (const id of ['a', 'b', 'c']) {
      activity.publish('kim', event(id));
      activity.publish('eve', event(`eve ${id}`));
    }
    expect(idsSince(null)).toEqual([]);
    expect(idsSince(0)).toEqual(['a', 'b', 'c']);
    expect(idsSince(3)).toEqual(['c']);
    expect(idsSince(4, 'eve')).toEqual(['eve c']);
    expect(idsSince(6)).toEqual([]);
  });

  it.each([7, 1e15, -1, NaN])('are not guessed at from a number never given: %d', lastSeen => {
    activity.publish('kim', event('a'));
    expect(idsSince(lastSeen)).toBe('reset');
  });

  it('are forgotten after a day, and then one has to begin anew', () => {
    activity.publish('kim', event('old'));
    now = new Date('2026-01-01T12:00:00Z');
    activity.publish('kim', event('new'));
    now = new Date('2026-01-02T00:00:01Z');
    activity.prune();
    expect(idsSince(0)).toBe('reset');
    expect(idsSince(1)).toEqual(['new']);
    now = new Date('2026-01-03T00:00:00Z');
    activity.prune();
    expect(idsSince(1)).toBe('reset');
    expect(idsSince(2)).toEqual([]);
  });

  it('are forgotten but for the last ten thousand', () => {
    database.transaction(() => {
      for (let n = 0; n < 10_005; n += 1) {
        activity.publish('kim', event(String(n)));
      }
    });
    activity.prune();
    expect(idsSince(4)).toBe('reset');
    expect(idsSince(5)).toHaveLength(10_000);
  });

  it('of the record say who did what to which', () => {
    activity.record({
      actorId: 'kim',
      action: 'server.start',
      resource: { kind: 'server', id: 's1' },
      outcome: 'done',
      detail: 'Started'
    });
    expect(database.prepare('SELECT * FROM activity').all()).toEqual([
      {
        seq: 1,
        at: '2026-01-01T00:00:00.000Z',
        actor_id: 'kim',
        action: 'server.start',
        resource_kind: 'server',
        resource_id: 's1',
        outcome: 'done',
        detail: 'Started',
        address: null
      }
    ]);
  });
});
