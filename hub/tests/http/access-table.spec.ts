import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ENDPOINTS } from '../../contract/api.js';
import * as dataVolumes from '../../contract/data-volumes.js';
import * as datasets from '../../contract/datasets.js';
import * as grants from '../../contract/grants.js';
import { listActivity } from '../../contract/activity.js';
import * as groups from '../../contract/groups.js';
import * as jobs from '../../contract/jobs.js';
import * as links from '../../contract/links.js';
import * as servers from '../../contract/servers.js';
import { listSnapshots, makeSnapshot } from '../../contract/snapshots.js';
import { search } from '../../contract/search.js';
import { createVolume, getVolume, listQuotas, listVolumes } from '../../contract/volumes.js';
import { GroupAccess } from '../../src/groups/access.js';
import { GroupStore } from '../../src/groups/store.js';
import { GrantService } from '../../src/sharing/service.js';
import type { Client, Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';
import { putJob } from './shared-jobs.js';

/** What a request is about. */
interface Ids {
  readonly group: string;
  readonly volume: string;
  /** Of the owner, its results shared with the group. */
  readonly job: string;
  /** Of the owner, to a file in the volume. */
  readonly link: string;
  /** Not public, its use granted to the group; the owner may grant it. */
  readonly root: string;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

const CALLERS = [
  'owner',
  'admin',
  'member',
  'invited',
  'former',
  'stranger',
  'signedOut',
  'disabled'
] as const;
type Caller = (typeof CALLERS)[number];

/** Of callers in their order; nobody without a valid sign-in gets beyond that. */
type Statuses = readonly [number, number, number, number, number, number];

type Row = readonly [endpoint: { id: string }, call: (ids: Ids) => Call, ...statuses: Statuses];

const get =
  (path: (ids: Ids) => string) =>
  (ids: Ids): Call => ({ method: 'GET', path: path(ids) });
const send =
  (method: string, path: (ids: Ids) => string, body?: (ids: Ids) => object) =>
  (ids: Ids): Call => ({ method, path: path(ids), ...(body ? { body: body(ids) } : {}) });

const group = ({ group: id }: Ids) => `/groups/${id}`;
const inGroup = (rest: string) => (ids: Ids) => `${group(ids)}/${rest}`;
const invitation = (answer: string) => (ids: Ids) => `/invitations/${ids.group}/${answer}`;
const onVolume = ({ volume }: Ids) => `resource=volume:${volume}`;
const put = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({
      resource: { kind: 'volume', id: ids.volume },
      subject: subject(ids),
      privileges
    })
  );
const toGroup = (ids: Ids) => ({ kind: 'group', id: ids.group });
const aLink = ({ link }: Ids) => `/links/${link}`;
const aJob = ({ job }: Ids) => `/jobs/${job}`;
const putOnJob = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({ resource: { kind: 'job', id: ids.job }, subject: subject(ids), privileges })
  );
const mount = (access: string) =>
  send(
    'POST',
    () => '/servers/default/mounts',
    ({ volume }) => ({ volume, access })
  );
const putOnRoot = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({ resource: { kind: 'root', id: ids.root }, subject: subject(ids), privileges })
  );
const toStranger = () => ({ kind: 'user', id: 'stranger' });

/** A group whose members read a volume of its owner. */
const OF_A_GROUP: readonly Row[] = [
  // prettier-ignore
  ...([
    //                                                                owner admin member invited former stranger
    [groups.listGroups, get(() => '/groups'),                           200,  200,  200,  200,  200,  200],
    [groups.createGroup, send('POST', () => '/groups', () => ({ name: 'new' })), 201, 201, 201, 201, 201, 201],
    [groups.createGroup, send('POST', () => '/groups', () => ({ name: 'new', kind: 'scienceDomain' })), 403, 403, 403, 403, 403, 403],
    [groups.getGroup, get(group),                                       200,  200,  200,  200,  404,  404],
    [groups.editGroup, send('PATCH', group, () => ({ name: 'new' })),   200,  200,  403,  403,  404,  404],
    [groups.deleteGroup, send('DELETE', group),                         204,  403,  403,  403,  404,  404],
    [groups.handOverGroup, send('PUT', inGroup('owner'), () => ({ user: 'mate' })), 200, 403, 403, 403, 404, 404],
    [groups.listMembers, get(inGroup('members')),                       200,  200,  200,  403,  404,  404],
    [groups.inviteMembers, send('POST', inGroup('members'), () => ({ users: ['stranger'] })), 200, 200, 403, 403, 404, 404],
    [groups.changeMemberRole, send('PATCH', inGroup('members/mate'), () => ({ role: 'admin' })), 200, 200, 403, 403, 404, 404],
    [groups.changeMemberRole, send('PATCH', inGroup('members/owner'), () => ({ role: 'member' })), 409, 409, 403, 403, 404, 404],
    [groups.removeMember, send('DELETE', inGroup('members/mate')),      204,  204,  403,  403,  404,  404],
    [groups.removeMember, send('DELETE', inGroup('members/guest')),     204,  204,  403,  403,  404,  404],
    [groups.removeMember, send('DELETE', inGroup('members/owner')),     409,  409,  403,  403,  404,  404],
    [groups.joinGroup, send('POST', inGroup('join')),                   403,  403,  403,  403,  404,  404],
    [groups.leaveGroup, send('POST', inGroup('leave')),                 403,  204,  204,  403,  404,  404],
    [groups.listInvitations, get(() => '/invitations'),                 200,  200,  200,  200,  200,  200],
    [groups.acceptInvitation, send('POST', invitation('accept')),       404,  404,  404,  200,  404,  404],
    [groups.declineInvitation, send('POST', invitation('decline')),     404,  404,  404,  204,  404,  404],
    [groups.findUsers, get(() => '/users?q=o'),                         200,  200,  200,  200,  200,  200],
    [grants.listGrants, get(ids => `/grants?${onVolume(ids)}`),         200,  200,  200,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?group=${ids.group}`),       200,  200,  200,  403,  404,  404],
    [grants.listGrants, get(() => '/grants?user=me'),                   200,  200,  200,  200,  200,  200],
    [grants.putGrant, put(toStranger, ['read']),                        200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, ['read', 'write']),                  200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, []),                                 200,  200,  403,  404,  404,  404],
    [grants.putGrant, put(() => ({ kind: 'everyone', id: '' }), ['read']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?${onVolume(ids)}&privilege=read`), 200, 200, 200, 404, 404, 404],
    [listSnapshots, get(ids => `/snapshots?volume=${ids.volume}`),      200,  200,  200,  404,  404,  404],
    [makeSnapshot, send('POST', () => '/snapshots', ({ volume }) => ({ volume })), 202, 403, 403, 404, 404, 404],
    [servers.mountVolume, mount('read'),                                200,  200,  200,  404,  404,  404],
    [servers.mountVolume, mount('write'),                               200,  403,  403,  404,  404,  404],
    [servers.unmountVolume, send('DELETE', ids => `/servers/default/mounts/${ids.volume}`), 200, 404, 404, 404, 404, 404],
    [listVolumes, get(() => '/volumes'),                                200,  200,  200,  200,  200,  200],
    [getVolume, get(ids => `/volumes/${ids.volume}`),                   200,  200,  200,  404,  404,  404],
    [search, get(() => '/search?q=owner'),                              200,  200,  200,  200,  200,  200],
    [datasets.listDataSets, get(() => '/data-sets'),                    200,  200,  200,  200,  200,  200],
    [datasets.listDataSets, get(ids => `/data-sets?volume=${ids.volume}`), 200, 200, 200, 404, 404, 404],
    [datasets.readDataSetIndex, get(ids => `/data-set-indexes/${ids.volume}`), 200, 200, 200, 404, 404, 404],
    [datasets.writeDataSetIndex, send('PUT', ids => `/data-set-indexes/${ids.volume}`, () => ({ datasets: [] })), 200, 403, 403, 404, 404, 404],
    [dataVolumes.registerDataVolume, send('POST', () => '/admin/data-volumes', () => ({ name: 'sdss', directory: '/srv/sdss' })), 403, 403, 403, 403, 403, 403],
    [grants.listGrants, get(() => '/grants?user=me&kind=job&through=group&q=fit'), 200, 200, 200, 200, 200, 200],
    [listActivity, get(ids => `/activity?group=${ids.group}`),          200,  200,  200,  403,  404,  404],
    [links.listLinks, get(() => '/links'),                              200,  200,  200,  200,  200,  200],
    [links.makeLink, send('POST', () => '/links', ({ volume }) => ({ volume, path: 'precious.txt' })), 201, 403, 403, 404, 404, 404],
    [links.editLink, send('PATCH', aLink, () => ({ maxDownloads: 3 })), 200,  404,  404,  404,  404,  404],
    [links.revokeLink, send('DELETE', aLink),                           204,  404,  404,  404,  404,  404],
    [jobs.getJob, get(aJob),                                            200,  200,  200,  404,  404,  404],
    [jobs.readJobOutput, get(ids => `${aJob(ids)}/output/stdout`),      200,  200,  200,  404,  404,  404],
    [jobs.readJobFile, get(ids => `${aJob(ids)}/files/fit.png`),        200,  200,  200,  404,  404,  404],
    [jobs.listJobEntries, get(ids => `${aJob(ids)}/entries`),           200,  200,  200,  404,  404,  404],
    [jobs.editJob, send('PATCH', aJob, () => ({ name: 'new' })),        200,  404,  404,  404,  404,  404],
    [jobs.cancelJob, send('POST', ids => `${aJob(ids)}/cancel`),        409,  404,  404,  404,  404,  404],
    [jobs.rerunJob, send('POST', ids => `${aJob(ids)}/rerun`),          409,  404,  404,  404,  404,  404],
    [jobs.deleteJob, send('DELETE', aJob),                              409,  404,  404,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?resource=job:${ids.job}`),  200,  200,  200,  404,  404,  404],
    [grants.putGrant, putOnJob(toStranger, ['read']),                   200,  403,  403,  404,  404,  404],
    [grants.putGrant, putOnJob(toGroup, []),                            200,  200,  403,  404,  404,  404],
    [grants.putGrant, putOnJob(() => ({ kind: 'everyone', id: '' }), ['read']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?resource=job:${ids.job}&privilege=read`), 200, 200, 200, 404, 404, 404],
    [listQuotas, get(() => '/quotas'),                                  200,  200,  200,  200,  200,  200],
    [createVolume, send('POST', () => '/volumes', ({ root }) => ({ root, name: 'new' })), 201, 201, 201, 400, 400, 400],
    [grants.listGrants, get(ids => `/grants?resource=root:${ids.root}`), 200, 200, 200, 404, 404, 404],
    [grants.putGrant, putOnRoot(toStranger, ['use']),                   200,  403,  403,  404,  404,  404],
    [grants.putGrant, putOnRoot(toGroup, []),                           200,  200,  403,  404,  404,  404],
    [grants.putGrant, putOnRoot(() => ({ kind: 'everyone', id: '' }), ['use']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?resource=root:${ids.root}&privilege=use`), 200, 200, 200, 404, 404, 404]
  ] as const)
];

/** The same of a science domain: seen and joined by anybody. */
const OF_A_SCIENCE_DOMAIN: readonly Row[] = [
  // prettier-ignore
  ...([
    //                                                                owner admin member invited former stranger
    [groups.getGroup, get(group),                                       200,  200,  200,  200,  200,  200],
    [groups.editGroup, send('PATCH', group, () => ({ name: 'new' })),   200,  200,  403,  403,  403,  403],
    [groups.deleteGroup, send('DELETE', group),                         204,  403,  403,  403,  403,  403],
    [groups.handOverGroup, send('PUT', inGroup('owner'), () => ({ user: 'mate' })), 200, 403, 403, 403, 403, 403],
    [groups.listMembers, get(inGroup('members')),                       200,  200,  200,  200,  200,  200],
    [groups.inviteMembers, send('POST', inGroup('members'), () => ({ users: ['stranger'] })), 200, 200, 403, 403, 403, 403],
    [groups.changeMemberRole, send('PATCH', inGroup('members/mate'), () => ({ role: 'admin' })), 200, 200, 403, 403, 403, 403],
    [groups.removeMember, send('DELETE', inGroup('members/mate')),      204,  204,  403,  403,  403,  403],
    [groups.joinGroup, send('POST', inGroup('join')),                   403,  403,  403,  200,  200,  200],
    [groups.leaveGroup, send('POST', inGroup('leave')),                 403,  204,  204,  403,  403,  403],
    [groups.acceptInvitation, send('POST', invitation('accept')),       404,  404,  404,  200,  404,  404],
    [groups.declineInvitation, send('POST', invitation('decline')),     404,  404,  404,  204,  404,  404],
    [grants.listGrants, get(ids => `/grants?group=${ids.group}`),       200,  200,  200,  200,  200,  200],
    [grants.putGrant, put(toGroup, ['read', 'write']),                  200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, []),                                 200,  200,  403,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?${onVolume(ids)}`),         200,  200,  200,  404,  404,  404],
    [getVolume, get(ids => `/volumes/${ids.volume}`),                   200,  200,  200,  404,  404,  404],
    [listActivity, get(ids => `/activity?group=${ids.group}`),          200,  200,  200,  403,  403,  403],
    [jobs.getJob, get(aJob),                                            200,  200,  200,  404,  404,  404]
  ] as const)
];

const MISSING: Ids = {
  group: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  volume: 'Storage/owner/nothing',
  job: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  link: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  root: 'Slow'
};

const SETTINGS = `
roots:
  - { name: Storage, title: Storage }
  - { name: Temporary, title: Temporary }
  - { name: Fast, title: Fast, public: false }
`;

/** Everybody in his relation to one group and to a volume that is shared with it. */
class World {
  readonly callers = new Map<Caller, Client>();
  ids: Ids = MISSING;

  private constructor(
    readonly harness: Harness,
    private readonly directory: string
  ) {}

  static async make(kind: groups.GroupKind): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
    const settings = join(directory, 'settings.yaml');
    writeFileSync(settings, SETTINGS);
    const harness = await Harness.start({
      whole: true,
      environment: { LABCOMMONS_CONFIG: settings }
    });
    const world = new World(harness, directory);
    const owner = await harness.withToken('owner', { admin: kind === 'scienceDomain' });
    const made = await owner.api('POST', '/groups', { name: 'the group', kind });
    const path = `/groups/${made.json().id}`;
    const enter = async (name: string, role = 'member'): Promise<SignedInClient> => {
      const client = await harness.withToken(name);
      await owner.api('POST', `${path}/members`, { users: [name], role });
      await client.api('POST', `/invitations/${made.json().id}/accept`);
      return client;
    };
    const invited = await harness.withToken('invited');
    await harness.user('guest');
    await owner.api('POST', `${path}/members`, { users: ['invited', 'guest'] });
    const former = await enter('former');
    await former.api('POST', `${path}/leave`);
    await enter('mate');
    const volume = 'Storage/owner/persistent';
    const jobId = putJob(harness, owner.user, { state: 'finishing' });
    for (const resource of [
      { kind: 'volume', id: volume },
      { kind: 'job', id: jobId }
    ]) {
      const subject = { kind: 'group', id: made.json().id };
      await owner.api('PUT', '/grants', { resource, subject, privileges: ['read'] });
    }
    const { grants: granted } = harness.parts;
    const root = { kind: 'root', id: 'Fast' } as const;
    granted.grant(root, { kind: 'user', id: owner.user.id }, ['use', 'grant'], null);
    granted.grant(root, { kind: 'group', id: made.json().id }, ['use'], null);
    const clients: Record<Caller, Client> = {
      owner,
      admin: await enter('admin', 'admin'),
      member: await enter('member'),
      invited,
      former,
      stranger: await harness.withToken('stranger'),
      signedOut: harness.stranger(),
      disabled: await enter('disabled', 'admin')
    };
    for (const name of CALLERS.filter(caller => caller !== 'signedOut')) {
      const { servers: rows, tokens } = harness.parts;
      rows.put(await harness.user(name), 'stopped', tokens);
    }
    await harness.parts.accounts.setDisabled('disabled', true);
    CALLERS.forEach(caller => world.callers.set(caller, clients[caller]));
    world.ids = { group: made.json().id, volume, job: jobId, link: '', root: root.id };
    const files = harness.persistentOf('owner');
    writeFileSync(join(files, 'precious.txt'), 'not to be lost');
    mkdirSync(join(files, 'jobs/fit'), { recursive: true });
    writeFileSync(join(files, 'jobs/fit/fit.png'), 'a picture');
    const link = await owner.api('POST', '/links', { volume, path: 'precious.txt' });
    world.ids = { ...world.ids, link: link.json().id };
    if (kind === 'scienceDomain') {
      // Only to make it: what follows is about the roles in it.
      harness.parts.database.prepare('UPDATE users SET admin = 0').run();
    }
    return world;
  }

  async stop(): Promise<void> {
    await this.harness.stop();
    rmSync(this.directory, { recursive: true });
  }

  call(caller: Caller, row: Row, ids = this.ids): Promise<Received> {
    const { method, path, body } = row[1](ids);
    return (this.callers.get(caller) as Client).api(method, path, body);
  }

  /** What a request does is undone afterwards. */
  async undone<Result>(act: () => Promise<Result>): Promise<Result> {
    const { database } = this.harness.parts;
    database.prepare('BEGIN').run();
    try {
      return await act();
    } finally {
      database.prepare('ROLLBACK').run();
    }
  }

  /** Every row and every byte of the volumes, but for when tokens were used and what the hub counts by itself. */
  digest(): string {
    const { database, config } = this.harness.parts;
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map(({ name }) => name)
      .filter(name => name !== 'volume_usage' && !name.startsWith('search_'));
    return `${this.harness.digest(tables)}\n${digestOfDirectory(config.paths.volumes)}`;
  }
}

function digestOfDirectory(directory: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\n`).update(entry.isFile() ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

/** An answer, but for what must differ between any two. */
function comparable({ status, headers, text }: Received, ids: Ids): object {
  const { date: _date, 'content-length': _length, ...rest } = headers;
  const spelled = (value: string) =>
    value
      .replaceAll(ids.group, '<group>')
      .replaceAll(ids.volume, '<volume>')
      .replaceAll(ids.job, '<job>')
      .replaceAll(ids.link, '<link>')
      .replaceAll(ids.root, '<root>')
      .replace(/"requestId":"[^"]*"/, '"requestId"');
  return {
    status,
    text: spelled(text),
    headers: Object.entries(rest)
      .filter(([name]) => !name.includes('request-id'))
      .map(([name, value]) => [name, spelled(value)])
  };
}

describe.each([
  ['a group', 'group', OF_A_GROUP],
  ['a science domain', 'scienceDomain', OF_A_SCIENCE_DOMAIN]
] as const)('in %s', (_title, kind, table) => {
  let world: World;
  beforeAll(async () => {
    world = await World.make(kind);
  });
  afterAll(async () => {
    expect(world.harness.internalErrors).toEqual([]);
    await world.stop();
  });

  const rows = table.map((row, index) => [`${index + 1} ${row[0].id}`, row] as const);

  it.each(rows)('%s answers each caller as the table says', async (_id, row) => {
    const [, , ...statuses] = row;
    const expected = [...statuses, 401, 401];
    const answered: number[] = [];
    for (const caller of CALLERS) {
      answered.push((await world.undone(() => world.call(caller, row))).status);
    }
    expect(Object.fromEntries(CALLERS.map((caller, at) => [caller, answered[at]]))).toEqual(
      Object.fromEntries(CALLERS.map((caller, at) => [caller, expected[at]]))
    );
  });

  it.each(rows)('%s changes nothing where it refuses', async (_id, row) => {
    const [, , ...statuses] = row;
    const before = world.digest();
    for (const [at, caller] of CALLERS.entries()) {
      if ((statuses[at] ?? 401) >= 400) {
        await world.call(caller, row);
        expect(`${caller}\n${world.digest()}`).toBe(`${caller}\n${before}`);
      }
    }
  });

  it.each(rows)('%s tells nobody a hidden thing from a missing one', async (_id, row) => {
    const [, , ...statuses] = row;
    for (const [at, caller] of CALLERS.entries()) {
      if ([404, 401, 400].includes(statuses[at] ?? 401)) {
        const hidden = await world.call(caller, row);
        const missing = await world.call(caller, row, MISSING);
        expect([caller, comparable(missing, MISSING)]).toEqual([
          caller,
          comparable(hidden, world.ids)
        ]);
      }
    }
  });
});

describe('without the one place that decides', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.make('group');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => world.stop());

  /** Rows that are not answered as the table says. */
  async function broken(): Promise<number> {
    let count = 0;
    for (const row of OF_A_GROUP) {
      const [, , ...statuses] = row;
      for (const [at, status] of statuses.entries()) {
        const answer = await world.undone(() => world.call(CALLERS[at] as Caller, row));
        count += answer.status === status ? 0 : 1;
      }
    }
    return count;
  }

  it('for groups, the table fails', async () => {
    jest.spyOn(GroupAccess.prototype, 'open').mockImplementation((user, id) => {
      const store = new GroupStore(world.harness.parts.database);
      const group = store.byId(id);
      if (!group) {
        throw new Error('There is no such group');
      }
      return { group, mine: store.membership(id, user.id) };
    });
    expect(await broken()).toBeGreaterThan(20);
  });

  it('for what is shared, the table fails', async () => {
    const everything = ['read', 'write', 'grant'] as const;
    jest.spyOn(GrantService.prototype, 'accessTo').mockReturnValue([...everything]);
    expect(await broken()).toBeGreaterThan(10);
  });

  it('for links and job results, the table fails', async () => {
    jest.spyOn(GrantService.prototype, 'may').mockReturnValue(true);
    // Four calls that look at a job by three callers, and a link by two who may read but not share.
    expect(await broken()).toBeGreaterThanOrEqual(14);
  });
});

it('the table holds every endpoint of groups, grants and links, and those that read volumes and jobs', () => {
  const wanted = ENDPOINTS.filter(
    ({ method, path }) =>
      /^\/(groups|invitations|users|grants|access|links)\b/.test(path) ||
      path.startsWith('/jobs/{id}') ||
      (method === 'GET' && path.startsWith('/volumes'))
  ).map(({ id }) => id);
  const there = new Set([...OF_A_GROUP, ...OF_A_SCIENCE_DOMAIN].map(([{ id }]) => id));
  expect(wanted.filter(id => !there.has(id))).toEqual([]);
});
