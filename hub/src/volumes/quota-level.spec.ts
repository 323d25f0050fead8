import { shareOf, standingOf, type QuotaFigures, type Standing } from './quota-level.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const EARLIER = '2026-03-01T11:30:00.000Z';
const LONG_AGO = '2026-03-01T10:59:59.000Z';
const HOUR_MS = 3_600_000;

const figures = (bytes: number, files = 0, limits: Partial<QuotaFigures> = {}): QuotaFigures => ({
  bytes,
  bytesLimit: 1000,
  files,
  filesLimit: 10,
  ...limits
});
const stood = (level: Standing['level'], since = EARLIER): Standing => ({ level, since });
const since = (level: Standing['level']) => ({ level, since: NOW.toISOString() });

describe('how an owner stands', () => {
  it.each<[string, QuotaFigures, Standing | null, Standing | null]>([
    ['far from the limit', figures(899), null, null],
    ['at nine tenths', figures(900), null, since('near')],
    ['near by files', figures(0, 9), null, since('near')],
    ['near as before', figures(950), stood('near'), stood('near')],
    ['at the limit: nothing is too much', figures(1000), null, since('near')],
    ['beyond the limit', figures(1001), stood('near'), since('over')],
    ['beyond by files', figures(0, 11), null, since('over')],
    ['beyond, within the grace', figures(2000), stood('over'), stood('over')],
    ['beyond for too long', figures(2000), stood('over', LONG_AGO), stood('readOnly', LONG_AGO)],
    ['read-only as long as there is too much', figures(1001), stood('readOnly'), stood('readOnly')],
    ['under the limit again', figures(1000), stood('readOnly'), since('near')],
    ['far under it', figures(1), stood('readOnly'), null],
    ['without limits', figures(9e15, 9e9, { bytesLimit: null, filesLimit: null }), null, null],
    ['with a limit of nothing, and nothing', figures(0, 0, { bytesLimit: 0 }), null, null],
    ['with a limit of nothing', figures(1, 0, { bytesLimit: 0 }), null, since('over')]
  ])('%s', (_case, now, before, expected) => {
    expect(standingOf(now, before, NOW, HOUR_MS)).toEqual(expected);
  });

  it('goes by the nearer limit', () => {
    expect(shareOf(figures(100, 5))).toBe(0.5);
    expect(shareOf(figures(600, 5))).toBe(0.6);
  });
});
