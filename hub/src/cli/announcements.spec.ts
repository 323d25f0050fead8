import { monotonicFactory } from 'ulid';

import { AnnouncementService } from '../announcements/service.js';
import { Database } from '../sqlite/database.js';
import { announce, listAnnouncements } from './announcements.js';

describe('announcements from the command line', () => {
  let service: AnnouncementService;
  let told: string[];

  beforeEach(() => {
    told = [];
    service = new AnnouncementService({
      database: new Database(':memory:'),
      notifier: {
        notify: (userId, { title }) => void told.push(`${userId}: ${title}`),
        withdraw: () => void (told = [])
      },
      everybody: { listUsers: () => [{ id: 'kim', disabledAt: null }] },
      activity: { record: () => undefined },
      clock: () => new Date('2026-11-21T08:00:00Z'),
      newId: monotonicFactory()
    });
  });

  const make = (more: Partial<Parameters<typeof announce>[1]> = {}) =>
    announce(service, {
      command: 'announce',
      title: 'Maintenance',
      body: '',
      severity: 'warning',
      from: null,
      until: null,
      ...more
    });

  it('are made, listed and ended by whoever operates the machine', () => {
    const [shown, hint] = make();
    expect(shown).toBe('“Maintenance” is shown to everybody');
    expect(told).toEqual(['kim: Maintenance']);
    const id = hint?.split(' ').at(-1) ?? '';
    expect(listAnnouncements(service)[1]).toMatch(
      new RegExp(`^${id} +shown +warning +2026-11-21 08:00 +until ended +Maintenance$`)
    );
    service.end(null, id);
    expect(told).toEqual([]);
    expect(listAnnouncements(service)[1]).toMatch(/ over +warning /);
  });

  it('may be planned', () => {
    expect(make({ from: '2026-11-23T08:00:00Z' })[0]).toBe(
      '“Maintenance” will be shown from 2026-11-23T08:00:00.000Z'
    );
    expect(told).toEqual([]);
  });

  it.each([
    { title: ' ' },
    { severity: 'loud' },
    { from: 'tomorrow' },
    { until: '2026-11-20T00:00:00Z' }
  ])('are refused in words: %j', more => {
    expect(() => make(more)).toThrow(/title|severity|from|end of an announcement/);
    expect(listAnnouncements(service)).toEqual(['Nothing was announced yet']);
  });
});
