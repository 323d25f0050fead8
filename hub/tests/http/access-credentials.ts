import { hashSecret } from '../../src/accounts/secrets.js';
import { PROBED } from '../../src/testing/servers-world.js';
import type { Client } from './client.js';
import type { SignedInClient } from './harness.js';
import type { Call, Ids, World } from './access-world.js';

/** An administrator and others, by what they come with. */
export const COMERS = [
  /** An administrator with a key that reaches all. */
  'site',
  /** The same with a token that was not given his rights, as the one in a JupyterLab page. */
  'siteInLab',
  'owner',
  /** The owner with a key that says who he is and nothing more. */
  'narrow',
  'stranger',
  /** From a page of the hub. */
  'siteOnPage',
  'ownerOnPage',
  'strangerOnPage'
] as const;
export type Comer = (typeof COMERS)[number];

type Eight<T> = readonly [T, T, T, T, T, T, T, T];

/** What is answered; with a text, whether that stands in the answer. */
export type CredentialsRow = readonly [
  title: string,
  call: (ids: CredentialIds) => Call,
  text: string | null,
  ...answers: Eight<number> | Eight<boolean>
];

export interface CredentialIds extends Ids {
  /** Query of a server of the owner that asks who its visitor is. */
  readonly visit: string;
  /** Body of that server once the stranger is back from there. */
  readonly exchange: URLSearchParams;
  /** Id of that server, which runs. */
  readonly open: string;
  /** Address of the owner's program, which runs. */
  readonly program: string;
}

const get =
  (path: string | ((ids: CredentialIds) => string)) =>
  (ids: CredentialIds): Call => ({
    method: 'GET',
    path: typeof path === 'string' ? path : path(ids)
  });
const send = (method: string, path: string, body: object) => (): Call => ({ method, path, body });
/** As a browser goes to a page. */
const visit =
  (path: (ids: CredentialIds) => string) =>
  (ids: CredentialIds): Call => ({
    method: 'GET',
    path: path(ids),
    headers: {
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document'
    }
  });

const call = (of: (ids: CredentialIds) => Call) => of;

const AUTHORIZE = 'api/oauth2/authorize';
/** Where the owner once was when he did something that concerned the stranger. */
const FROM = '203.0.113.9';
const ANNOUNCEMENT = { title: 'Tonight', severity: 'info' };
const DOMAIN = { name: 'all of it', kind: 'scienceDomain' };

/** How far credentials reach, and what administrators alone may do. */
export const BY_CREDENTIALS: readonly CredentialsRow[] = [
  // prettier-ignore
  ...([
    //                                                                      site  inLab owner narrow stranger  pages: site owner stranger
    ['getMe', get('/me'), null,                                             200,  200,  200,  403,  200,        200,  200,  200],
    ['getMe', get('/me'), '"admin":true',                                   true, true, false, false, false,    true, false, false],
    ['createGroup', send('POST', '/groups', DOMAIN), null,                  201,  403,  403,  403,  403,        201,  403,  403],
    ['listDataVolumes', get('/admin/data-volumes'), null,                   200,  403,  403,  403,  403,        200,  403,  403],
    ['changeDataVolume', call(ids => ({ method: 'PATCH', path: `/admin/data-volumes/${ids.dataVolumeId}`, body: { title: 'New' } })), null, 200, 404, 404, 403, 404, 200, 404, 404],
    ['listSiteImages', get('/admin/images'), null,                          403,  403,  403,  403,  403,        200,  403,  403],
    ['registerImage', send('POST', '/admin/images', { id: 'licensed', title: 'Licensed', reference: 'a' }), null, 403, 403, 403, 403, 403, 409, 403, 403],
    ['changeSiteImage', send('PATCH', '/admin/images/licensed', {}), null,  403,  403,  403,  403,  403,        409,  404,  404],
    ['prepareSiteImage', send('POST', '/admin/images/licensed/prepare', {}), null, 403, 403, 403, 403, 403,     202,  404,  404],
    ['listSiteDomains', get('/admin/domains'), null,                        403,  403,  403,  403,  403,        200,  403,  403],
    ['registerDomain', send('POST', '/admin/domains', { id: 'small', title: 'Small', images: ['licensed'] }), null, 403, 403, 403, 403, 403, 409, 403, 403],
    ['changeSiteDomain', send('PATCH', '/admin/domains/night', { title: 'New' }), null, 403, 403, 403, 403, 403, 200, 404, 404],
    ['listSiteServers', get('/admin/servers'), null,                        403,  403,  403,  403,  403,        200,  403,  403],
    ['deleteSiteServer', call(ids => ({ method: 'DELETE', path: `/admin/servers/${ids.open}` })), null, 403, 403, 403, 403, 403, 409, 404, 404],
    ['readUsage', get('/admin/usage'), null,                                403,  403,  403,  403,  403,        200,  403,  403],
    ['makeAnnouncement', send('POST', '/announcements', ANNOUNCEMENT), null, 403, 403,  403,  403,  403,        201,  403,  403],
    ['listActivity', get('/activity?actor=owner'), FROM,                    true, false, true, false, false,    true, true, false],
    ['getServerOptions', get('/server-options'), '"most":null',             true, true, false, false, false,    true, false, false],
    ['deleteImage', call(ids => ({ method: 'DELETE', path: `/images/${ids.image}` })), null, 204, 404, 204, 403, 404, 204, 204, 404],
    ['page of administrators', visit(() => 'admin/usage'), null,            302,  302,  302,  302,  302,        200,  404,  404],
    ['page with a way there', visit(() => 'home'), 'admin/access',          false, false, false, false, false,  true, false, false],
    ['page of a server that starts', visit(() => 'spawn-pending/owner/open'), null, 302, 302, 302, 302, 302,    302,  302,  404],
    ['door of a program', visit(({ program }) => `enter?next=${program}`), null, 302, 302, 302, 302, 302,       404,  302,  404],
    ['door of a server', visit(ids => `${AUTHORIZE}?${ids.visit}`), null,   302,  302,  302,  302,  302,        200,  302,  403],
    ['what a server gets', call(ids => ({ method: 'POST', path: 'api/oauth2/token', body: ids.exchange })), 'custom:labcommons', false, false, false, false, false, false, false, false],
    ['JupyterHub: info', get('api/info'), null,                             200,  403,  403,  403,  403,        200,  403,  403],
    ['JupyterHub: a user', get('api/users/owner'), null,                    200,  404,  200,  200,  404,        200,  200,  404],
    ['JupyterHub: a user', get('api/users/owner'), '"created"',             true, false, true, false, false,    true, true, false],
    ['JupyterHub: a user', get('api/users/owner'), '"admin":true',          false, false, false, false, false,  false, false, false],
    ['JupyterHub: a user', get('api/users/owner'), '"admin","user"',        false, false, false, false, false,  false, false, false],
    ['JupyterHub: tokens', get('api/users/owner/tokens'), null,             200,  404,  200,  403,  404,        200,  200,  404],
    ['JupyterHub: a token', send('POST', 'api/users/owner/tokens', {}), null, 403, 404, 201,  403,  404,        403,  201,  404],
    ['JupyterHub: a token', send('POST', 'api/users/site/tokens', { scopes: ['admin:users'] }), null, 201, 400, 404, 403, 404, 201, 404, 404]
  ] as const)
];

/** Those of whom {@link BY_CREDENTIALS} speaks, in the world of a group. */
export class Comers {
  private constructor(
    private readonly world: World,
    private readonly clients: Record<Comer, Client>,
    private readonly ids: CredentialIds
  ) {}

  static async come(world: World): Promise<Comers> {
    const { harness } = world;
    const owner = await harness.user('owner');
    const site = await harness.user('site');
    const withKey = async (name: string, scopes: string[]): Promise<SignedInClient> => {
      const client = await harness.withToken(name);
      client.headers['authorization'] = `Bearer ${harness.apiToken(client.user, scopes)}`;
      return client;
    };
    const clients: Record<Comer, Client> = {
      site: await harness.withToken('site'),
      siteInLab: await withKey('site', ['self']),
      owner: await harness.withToken('owner'),
      narrow: await withKey('owner', ['read:users:name!user=owner']),
      stranger: await harness.withToken('stranger'),
      siteOnPage: await harness.signedIn('site'),
      ownerOnPage: await harness.signedIn('owner'),
      strangerOnPage: await harness.signedIn('stranger')
    };
    const { servers, tokens, database, activity } = harness.parts;
    const running = servers.put(owner, 'running', tokens, 'open');
    database.prepare("UPDATE servers SET kind = 'app' WHERE id = ?").run(running.id);
    const { clientId, redirectUri } = running;
    // An administrator let that server in on him once, but not to his groups.
    database
      .prepare(
        `INSERT INTO tokens (hash, kind, user_id, scopes, note, oauth_client_id, created_at)
         VALUES ('visited', 'browser', ?, ?, '', ?, '2026-11-20T10:00:00.000Z')`
      )
      .run(site.id, JSON.stringify(['access:servers!server=owner/open']), clientId);
    database
      .prepare(
        `INSERT INTO oauth_codes
         SELECT ?, ?, user_id, id, ?, '["access:servers!server=owner/open"]', NULL, '2099-01-01T00:00:00.000Z'
         FROM sessions WHERE user_id = (SELECT id FROM users WHERE name = 'stranger')`
      )
      .run(hashSecret('a code'), clientId, redirectUri);
    activity.record({
      actorId: owner.id,
      action: 'server.visit',
      resource: { kind: 'server', id: running.id },
      outcome: 'done',
      detail: 'A visit',
      address: FROM,
      concerns: [(await harness.user('stranger')).id]
    });
    // An image that is there already, and a compute domain of theirs.
    database
      .prepare(`INSERT INTO images VALUES ('licensed', 'example/licensed', 'sha256:1', ?, '')`)
      .run(JSON.stringify(PROBED));
    const night = { id: 'night', title: 'Night', images: ['licensed'] };
    await clients.siteOnPage.api('POST', '/admin/domains', night);
    const asked = { client_id: clientId, redirect_uri: redirectUri };
    return new Comers(world, clients, {
      ...world.ids,
      open: running.id,
      program: running.prefix,
      visit: new URLSearchParams({ ...asked, response_type: 'code', state: 'x' }).toString(),
      exchange: new URLSearchParams({
        ...asked,
        client_secret: running.token,
        grant_type: 'authorization_code',
        code: 'a code'
      })
    });
  }

  async answered(comer: Comer, [, call, text]: CredentialsRow): Promise<number | boolean> {
    const received = await this.world.undone(() =>
      this.world.send(this.clients[comer], call(this.ids))
    );
    return text === null ? received.status : received.text.includes(text);
  }
}
