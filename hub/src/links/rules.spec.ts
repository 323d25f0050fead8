import { expiryOf } from './expiry.js';
import { LinkSecrets } from './secrets.js';
import { standingOf } from './standing.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const TIMES = { defaultDays: 30, longestDays: 365 };

describe('whether a link works', () => {
  const link = { expiresAt: '2026-11-21T12:00:01.000Z', downloads: 2, maxDownloads: 3 };
  const facts = { isEnabled: true, ownerIsActive: true, volumeExists: true, mayShare: true };

  it.each([
    ['live', {}, {}],
    ['expired', { expiresAt: NOW.toISOString() }, {}],
    ['usedUp', { downloads: 3 }, {}],
    ['live', { downloads: 300, maxDownloads: null }, {}],
    ['broken', {}, { isEnabled: false }],
    ['broken', {}, { ownerIsActive: false }],
    ['broken', {}, { volumeExists: false, mayShare: false }],
    ['broken', { downloads: 3 }, { mayShare: false }]
  ])('%s with %j and %j', (state, changes, others) => {
    const standing = standingOf({ ...link, ...changes }, { ...facts, ...others }, NOW);
    expect(standing.state).toBe(state);
    expect(standing.reason === null).toBe(state === 'live');
  });
});

describe('when a link expires', () => {
  it.each([
    [undefined, '2026-12-21T12:00:00.000Z'],
    ['2026-11-21T12:00:00.001Z', '2026-11-21T12:00:00.001Z'],
    ['2027-11-21T12:04:00Z', '2027-11-21T12:04:00.000Z']
  ])('%s is %s', (wish, expiry) => {
    expect(expiryOf(wish, TIMES, NOW)).toBe(expiry);
  });

  it.each(['2026-11-21T12:00:00Z', '2020-01-01T00:00:00Z', '2027-11-21T12:06:00Z'])(
    'not %s',
    wish => {
      expect(() => expiryOf(wish, TIMES, NOW)).toThrow('/expiresAt');
    }
  );
});

describe('tickets', () => {
  const secrets = new LinkSecrets(Buffer.alloc(32, 7));
  const link = { id: 'A', passwordHash: 'hash' };
  const ticket = secrets.ticketFor(link, NOW);
  const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

  it.each([
    ['in time', link, ticket, later(3599), true],
    ['too late', link, ticket, later(3600), false],
    ['another link', { ...link, id: 'B' }, ticket, NOW, false],
    ['another password', { ...link, passwordHash: 'other' }, ticket, NOW, false],
    ['longer than given', link, ticket.replace(/^\d+/, '99999999999'), NOW, false],
    ['nonsense', link, 'x', NOW, false]
  ])('%s', (_title, of, shown, at, holds) => {
    expect(secrets.isTicketFor(of, shown, at)).toBe(holds);
  });

  it('and tokens are worth nothing to who does not have the key', () => {
    const { token, hash } = secrets.newToken('A');
    const stolen = new LinkSecrets(Buffer.alloc(32, 8));
    expect(secrets.tokenOf({ id: 'A', tokenHash: hash })).toBe(token);
    expect(stolen.tokenOf({ id: 'A', tokenHash: hash })).toBeNull();
    expect(stolen.isTicketFor(link, ticket, NOW)).toBe(false);
  });
});
