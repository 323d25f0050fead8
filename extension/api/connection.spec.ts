/** @jest-environment node */
import { connectionOf, type PageFacts } from './connection';

const PAGE: PageFacts = {
  hubPrefix: '/base/hub/',
  hubUser: 'kim',
  hubServerUser: 'kim',
  hubServerName: '',
  token: 't'
};
const WORLD = { origin: 'https://lab.test', fetch };

describe('connectionOf', () => {
  it('is none without a hub', () => {
    expect(connectionOf({ ...PAGE, hubPrefix: '' }, WORLD)).toEqual({ kind: 'none' });
  });

  it('knows a visitor, and has no client for him', () => {
    expect(connectionOf({ ...PAGE, hubUser: 'admin' }, WORLD)).toEqual({
      kind: 'visitor',
      owner: 'kim'
    });
  });

  it("asks on the page's own origin, below the hub's prefix", () => {
    const connection = connectionOf(PAGE, WORLD);
    if (connection.kind !== 'own') throw new Error(connection.kind);
    expect(connection).toMatchObject({ user: 'kim', server: 'default', hubPath: '/base/hub/' });
    expect(connection.client.urlOf({ path: '/me' } as never, {} as never)).toBe(
      'https://lab.test/base/hub/api/v1/me'
    );
  });
});
