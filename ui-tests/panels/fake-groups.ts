import type { Me } from '../../hub/contract/accounts.js';
import type { Database } from '../../hub/contract/databases.js';
import type { Grant, Privilege, ResourceKind } from '../../hub/contract/grants.js';
import {
  mayDoInGroup,
  type GivenRole,
  type Group,
  type GroupAction,
  type GroupDetails,
  type GroupKind,
  type Member,
  type MembershipState,
  type Person
} from '../../hub/contract/groups.js';
import type { Volume } from '../../hub/contract/volumes.js';
import { Refusal, type FakeHub } from './fake-hub.js';
import { idOf } from './ids.js';

const NOW = Date.now();

/** Who there is to meet; Kim is at the screen. */
export const PEOPLE: readonly Person[] = [
  { name: 'kim', displayName: 'Kim Lee' },
  { name: 'ana', displayName: 'Ana Pereira' },
  { name: 'bob', displayName: 'Bob Okafor' },
  { name: 'chen', displayName: 'Chen Wei' },
  { name: 'dara', displayName: 'Dara Singh' }
];

interface Kept {
  group: Omit<GroupDetails, 'myRole' | 'myState' | 'members' | 'owner'>;
  members: Map<string, Member>;
}

interface PutGrantBody {
  resource: { kind: ResourceKind; id: string };
  subject: { kind: 'user' | 'group' | 'everyone'; id: string };
  privileges: Privilege[];
}

/** Groups, memberships and grants as a hub would keep them, with Kim at the screen. */
export class FakeGroups {
  isAdmin = false;
  readonly grants: Grant[] = [];
  /** Jobs can be shared too. */
  jobOf: (id: string) => { id: string; name: string; owner: string } | null = () => null;
  /** And databases, by id or address. */
  databaseOf: (id: string) => Database | null = () => null;
  private readonly kept = new Map<string, Kept>();
  private next = 500_000;

  constructor(
    private readonly hub: FakeHub,
    private readonly volumes: readonly Volume[]
  ) {
    const { handlers } = hub;
    handlers.set('getMe', () => this.me());
    handlers.set('listGroups', ({ query }) => page(this.list(query)));
    handlers.set('listInvitations', () => page(this.invitations()));
    handlers.set('getGroup', ({ params }) => this.details(this.see(params)));
    handlers.set('createGroup', ({ body }) => {
      const { name, description, page: text, kind } = body as GroupDetails;
      this.refuseTaken(name, null);
      return this.details(this.add(name, kind, { description, page: text, owner: 'kim' }));
    });
    handlers.set('editGroup', ({ params, body }) => {
      const kept = this.allowed(params, 'edit');
      const { name } = body as { name?: string };
      if (name) this.refuseTaken(name, kept.group.id);
      Object.assign(kept.group, body);
      return this.changed(kept);
    });
    handlers.set('deleteGroup', ({ params }) =>
      this.delete(this.allowed(params, 'delete').group.id)
    );
    handlers.set('handOverGroup', ({ params, body }) => {
      const kept = this.allowed(params, 'handOver');
      this.set(kept, 'kim', { role: 'admin' });
      this.set(kept, (body as { user: string }).user, { role: 'owner' });
      return this.changed(kept);
    });
    handlers.set('listMembers', ({ params }) =>
      page([...this.allowed(params, 'seeInside').members.values()])
    );
    handlers.set('inviteMembers', ({ params, body }) => {
      const { users, role } = body as { users: string[]; role: GivenRole };
      const kept = this.allowed(params, 'invite');
      const items = users.map(user => this.inviteOne(kept, user, role));
      this.changed(kept);
      return { items };
    });
    handlers.set('changeMemberRole', ({ params, body }) => {
      const kept = this.allowed(params, 'manageMembers');
      const member = this.set(kept, params['user'] ?? '', body as { role: GivenRole });
      this.changed(kept);
      return member;
    });
    handlers.set('removeMember', ({ params }) => {
      const kept = this.allowed(params, 'manageMembers');
      const name = params['user'] ?? '';
      if (kept.members.get(name)?.state === 'invited') this.set(kept, name, { state: 'withdrawn' });
      else kept.members.delete(name);
      this.changed(kept);
    });
    handlers.set('joinGroup', ({ params }) => {
      const kept = this.allowed(params, 'join');
      this.set(kept, 'kim', { role: 'member', state: 'accepted' });
      return this.changed(kept);
    });
    handlers.set('leaveGroup', ({ params }) => {
      const kept = this.allowed(params, 'leave');
      kept.members.delete('kim');
      kept.group.version += 1;
    });
    handlers.set('acceptInvitation', ({ params }) => {
      const kept = this.allowed({ id: params['group'] ?? '' }, 'accept');
      this.set(kept, 'kim', { state: 'accepted' });
      return this.changed(kept);
    });
    handlers.set('declineInvitation', ({ params }) => {
      const kept = this.allowed({ id: params['group'] ?? '' }, 'decline');
      this.set(kept, 'kim', { state: 'declined' });
    });
    handlers.set('findUsers', ({ query }) => ({ items: this.find(String(query['q'])) }));
    handlers.set('listGrants', ({ query }) => page(this.listGrants(query)));
    handlers.set('explainAccess', ({ query }) => {
      if (/^(job|database):/.test(String(query['resource']))) {
        return { allowed: true, through: 'ownership', grant: null, explanation: 'as its owner' };
      }
      const volume = this.volume(String(query['resource']).replace(/^volume:/, ''));
      const grant =
        this.grants.find(one => one.resource.id === volume.id && this.reachesKim(one)) ?? null;
      const isOwner = volume.owner === 'kim';
      const through = isOwner ? ('ownership' as const) : ('grant' as const);
      const words = isOwner ? 'as its owner' : 'granted to you by ana on 2026-11-20';
      const privilege = String(query['privilege']);
      return { allowed: true, through, grant, explanation: `${privilege}, ${words}` };
    });
    handlers.set('putGrant', ({ body }) => ({ grant: this.put(body as PutGrantBody) }));
  }

  /** Adds a group, with whom it is to hold. */
  add(
    name: string,
    kind: GroupKind,
    options: {
      owner: string;
      description?: string;
      page?: string;
      members?: Record<string, [GivenRole, MembershipState]>;
    }
  ): Kept {
    this.next += 1;
    const { owner, description = '', page: text = '', members = {} } = options;
    const id = idOf(this.next);
    const kept: Kept = {
      group: { id, name, description, page: text, kind, version: 1, createdAt: at(9_000_000) },
      members: new Map()
    };
    this.kept.set(id, kept);
    this.set(kept, owner, { role: 'owner', state: 'accepted' });
    for (const [user, [role, state]] of Object.entries(members)) {
      this.set(kept, user, { role, state });
    }
    return kept;
  }

  named(name: string): Kept[] {
    return [...this.kept.values()].filter(({ group }) => group.name === name);
  }

  /** Somebody else changes a membership, as seen from Kim's page. */
  memberBecomes(kept: Kept, user: string, change: Partial<Member>): void {
    this.set(kept, user, change);
    this.changed(kept);
  }

  /** Somebody invites Kim to a group while he looks. */
  inviteKim(kept: Kept, role: GivenRole): void {
    this.set(kept, 'kim', { role, state: 'invited' });
    kept.group.version += 1;
    const { id, version } = kept.group;
    this.hub.emit({ type: 'invitation', id, version, body: this.invitation(kept) });
  }

  /** Somebody deletes a group, or Kim is thrown out of it. */
  delete(id: string): void {
    const version = (this.kept.get(id)?.group.version ?? 0) + 1;
    this.kept.delete(id);
    this.hub.emit({ type: 'groupDeleted', id, version });
  }

  /** Shares a volume, whoever is at the screen. */
  share(
    address: string,
    subject: { kind: 'user' | 'group' | 'everyone'; id: string },
    privileges: Privilege[]
  ): void {
    this.put({ resource: { kind: 'volume', id: address }, subject, privileges });
  }

  /** Whoever is in them. */
  get all(): readonly { id: string; name: string; description: string }[] {
    return [...this.kept.values()].map(({ group }) => group);
  }

  private me(): Me {
    return {
      id: idOf(1),
      name: 'kim',
      displayName: 'Kim Lee',
      admin: this.isAdmin,
      groups: [],
      scopes: [],
      limits: {
        servers: 1,
        runningJobs: 4,
        queuedJobs: 10,
        links: { defaultDays: 30, longestDays: 365 }
      },
      features: []
    };
  }

  private list(query: Record<string, unknown>): Group[] {
    return [...this.kept.values()]
      .map(kept => this.details(kept))
      .filter(group =>
        query['which'] === 'mine' ? group.myState === 'accepted' : group.kind === 'scienceDomain'
      )
      .map(({ page: _page, ...group }) => group);
  }

  private invitations() {
    return [...this.kept.values()]
      .filter(kept => kept.members.get('kim')?.state === 'invited')
      .map(kept => this.invitation(kept));
  }

  private invitation(kept: Kept) {
    const member = kept.members.get('kim');
    const { page: _page, ...group } = this.details(kept);
    const role: GivenRole = member?.role === 'admin' ? 'admin' : 'member';
    return { group, role, invitedBy: group.owner, invitedAt: at(600) };
  }

  private details(kept: Kept): GroupDetails {
    const all = [...kept.members.values()];
    const mine = kept.members.get('kim');
    const owner = all.find(({ role }) => role === 'owner')?.user ?? personOf('nobody');
    return {
      ...kept.group,
      owner,
      myRole: mine?.role ?? null,
      myState: mine?.state ?? null,
      members: all.filter(({ state }) => state === 'accepted').length
    };
  }

  private changed(kept: Kept): GroupDetails {
    kept.group.version += 1;
    const details = this.details(kept);
    const { page: _page, ...body } = details;
    this.hub.emit({ type: 'group', id: body.id, version: body.version, body });
    return details;
  }

  private see(params: Record<string, string>): Kept {
    const kept = this.kept.get(params['id'] ?? '');
    if (!kept || !mayDoInGroup(this.details(kept), 'see')) {
      throw new Refusal('not-found', 'There is no such group');
    }
    return kept;
  }

  private allowed(params: Record<string, string>, action: GroupAction): Kept {
    const kept = this.see(params);
    if (!mayDoInGroup(this.details(kept), action)) {
      throw new Refusal('not-allowed', 'You may not do this');
    }
    return kept;
  }

  private set(kept: Kept, name: string, change: Partial<Member>): Member {
    const before = kept.members.get(name);
    const member: Member = {
      user: personOf(name),
      role: 'member',
      state: 'invited',
      invitedBy: null,
      since: at(3_600),
      ...before,
      ...change
    };
    kept.members.set(name, member);
    return member;
  }

  private inviteOne(kept: Kept, user: string, role: GivenRole) {
    if (!PEOPLE.some(({ name }) => name === user)) {
      return { user, outcome: 'unknown' as const, member: null };
    }
    const before = kept.members.get(user);
    if (before?.state === 'accepted') {
      return { user, outcome: 'alreadyMember' as const, member: before };
    }
    if (before?.state === 'invited') {
      return { user, outcome: 'alreadyInvited' as const, member: before };
    }
    const member = this.set(kept, user, { role, state: 'invited', invitedBy: personOf('kim') });
    return { user, outcome: 'invited' as const, member };
  }

  private refuseTaken(name: string, but: string | null): void {
    for (const { group } of this.kept.values()) {
      if (group.id !== but && group.name === name) {
        throw new Refusal('already-exists', 'There is a group of this name');
      }
    }
  }

  private find(text: string): Person[] {
    const wanted = text.toLowerCase();
    return PEOPLE.filter(({ name, displayName }) =>
      [name, ...displayName.toLowerCase().split(' ')].some(word => word.startsWith(wanted))
    );
  }

  private listGrants(query: Record<string, unknown>): Grant[] {
    const { resource, group, user } = query as { resource?: string; group?: string; user?: string };
    if (user) return this.reaching(query as { kind?: string; through?: string; q?: string });
    const other = /^(?:job|database):(.*)$/.exec(resource ?? '')?.[1];
    if (other) return this.grants.filter(grant => grant.resource.id === other);
    if (group) return this.grants.filter(({ subject }) => subject.id === group);
    const volume = this.volume((resource ?? '').replace(/^volume:/, ''));
    const mayShare = volume.privileges.includes('grant');
    return this.grants.filter(
      grant => grant.resource.id === volume.id && (mayShare || this.reachesKim(grant))
    );
  }

  private reaching({ kind, through, q = '' }: { kind?: string; through?: string; q?: string }) {
    return this.grants
      .filter(grant => this.reachesKim(grant))
      .filter(({ resource }) => !kind || resource.kind === kind)
      .filter(({ subject }) => !through || subject.kind === through)
      .filter(({ resource }) => resource.name.toLowerCase().includes(q.toLowerCase()));
  }

  private thing({ kind, id }: PutGrantBody['resource']): Grant['resource'] {
    const job = kind === 'job' ? this.jobOf(id) : null;
    if (job) return { kind, id, name: job.name, owner: personOf(job.owner) };
    const database = kind === 'database' ? this.databaseOf(id) : null;
    if (database) {
      return { kind, id: database.id, name: database.address, owner: personOf(database.owner) };
    }
    const volume = this.volume(id);
    const owner = volume.owner ? personOf(volume.owner) : null;
    return { kind: 'volume', id: volume.id, name: volume.address, owner };
  }

  /** Adds a grant by whomever. */
  give(grant: Pick<PutGrantBody, 'resource' | 'subject' | 'privileges'>, by: string): void {
    this.put(grant);
    const given = this.grants.at(-1);
    if (given) given.grantedBy = personOf(by);
  }

  private put({ resource: wanted, subject, privileges }: PutGrantBody): Grant | null {
    const resource = this.thing(wanted);
    const known = this.grants.findIndex(
      grant =>
        grant.resource.id === resource.id &&
        grant.subject.kind === subject.kind &&
        grant.subject.id === subject.id
    );
    if (known >= 0) this.grants.splice(known, 1);
    const grant: Grant = {
      resource,
      subject: { ...subject, name: this.nameOf(subject) },
      privileges,
      grantedBy: personOf('kim'),
      createdAt: at(60)
    };
    if (privileges.length > 0) this.grants.push(grant);
    this.hub.emit({ type: 'grantsChanged', resource: { kind: resource.kind, id: resource.id } });
    return privileges.length > 0 ? grant : null;
  }

  private reachesKim({ subject }: Grant): boolean {
    if (subject.kind !== 'group') return subject.kind === 'everyone' || subject.id === 'kim';
    return this.kept.get(subject.id)?.members.get('kim')?.state === 'accepted';
  }

  private nameOf(subject: { kind: string; id: string }): string {
    if (subject.kind === 'group') return this.kept.get(subject.id)?.group.name ?? subject.id;
    return subject.kind === 'user' ? personOf(subject.id).displayName : '';
  }

  private volume(idOrAddress: string): Volume {
    const volume = this.volumes.find(
      ({ id, address }) => id === idOrAddress || address === idOrAddress
    );
    if (!volume) throw new Refusal('not-found', 'There is no such volume');
    return volume;
  }
}

function personOf(name: string): Person {
  return PEOPLE.find(person => person.name === name) ?? { name, displayName: name };
}

function page<T>(items: T[]) {
  return { items, nextCursor: null };
}

function at(secondsAgo: number): string {
  return new Date(NOW - secondsAgo * 1_000).toISOString();
}
