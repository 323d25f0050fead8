import type { HubEvent } from '../../hub/contract/events.js';
import {
  acceptInvitation,
  changeMemberRole,
  createGroup,
  declineInvitation,
  deleteGroup,
  editGroup,
  handOverGroup,
  inviteMembers,
  joinGroup,
  leaveGroup,
  listGroups,
  listInvitations,
  removeMember,
  type GivenRole,
  type Group,
  type GroupKind,
  type Invitation,
  type Member
} from '../../hub/contract/groups.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import { LiveReading, type Ready } from '../events/live-reading.js';
import type { GroupWords, IGroupInside, IGroupsModel, IHubEvents, InvitedName } from '../tokens.js';
import { GroupInside } from './inside.js';

/** The user's groups, his invitations and the science domains. */
export class GroupsModel extends LiveReading<Ready> implements IGroupsModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents
  ) {
    super(events);
  }

  get groups(): readonly Group[] {
    this.sorted ??= [...this.byId.values()].sort(byName);
    return this.sorted;
  }

  get invitations(): readonly Invitation[] {
    return [...this.invited.values()];
  }

  async readInvitations(): Promise<void> {
    this.watching = true;
    const invitations = await this.listInvitations();
    this.invited.clear();
    for (const invitation of invitations) this.putInvitation(invitation);
    this._changed.emit();
  }

  find(id: string): Group | null {
    return this.byId.get(id) ?? null;
  }

  follow(id: string): IGroupInside {
    const inside =
      this.followed.get(id)?.inside ?? new GroupInside(this.client, this, this.events, id);
    const users = (this.followed.get(id)?.users ?? 0) + 1;
    this.followed.set(id, { inside, users });
    return inside;
  }

  release(id: string): void {
    const known = this.followed.get(id);
    if (!known) return;
    if (known.users > 1) this.followed.set(id, { ...known, users: known.users - 1 });
    else {
      this.followed.delete(id);
      known.inside.dispose();
    }
  }

  memberOf(id: string, user: string): Member | null {
    const state = this.followed.get(id)?.inside.state;
    if (state?.kind !== 'ready') return null;
    return state.inside?.members.find(member => member.user.name === user) ?? null;
  }

  invitationTo(id: string): Invitation | null {
    return this.invited.get(id) ?? null;
  }

  take(group: Group): void {
    if (this.put(group)) this._changed.emit();
  }

  async create(words: GroupWords, kind: GroupKind): Promise<Group> {
    const group = await this.client.call(createGroup, { body: { ...words, kind } });
    this.take(group);
    return group;
  }

  async edit(id: string, words: GroupWords): Promise<Group> {
    const group = await this.client.call(editGroup, { params: { id }, body: words });
    this.take(group);
    this.readInside(id);
    return group;
  }

  async remove(id: string): Promise<void> {
    await this.client.call(deleteGroup, { params: { id } });
    this.drop(id);
  }

  async join(id: string): Promise<void> {
    this.take(await this.client.call(joinGroup, { params: { id } }));
  }

  async leave(id: string): Promise<void> {
    const before = this.byId.get(id);
    await this.client.call(leaveGroup, { params: { id } });
    // A science domain stays in sight of whoever left it; what the hub says of it comes as an event.
    if (before?.kind === 'scienceDomain') this.replace(outside(before));
    else this.drop(id);
  }

  async accept(id: string): Promise<void> {
    const group = await this.client.call(acceptInvitation, { params: { group: id } });
    this.invited.delete(id);
    this.put(group);
    this._changed.emit();
  }

  async decline(id: string): Promise<void> {
    await this.client.call(declineInvitation, { params: { group: id } });
    this.forgetInvitation(id);
  }

  async invite(
    id: string,
    users: readonly string[],
    role: GivenRole
  ): Promise<readonly InvitedName[]> {
    const body = { users: [...users], role };
    const { items } = await this.client.call(inviteMembers, { params: { id }, body });
    this.readInside(id);
    return items;
  }

  async changeRole(id: string, user: string, role: GivenRole): Promise<void> {
    await this.client.call(changeMemberRole, { params: { id, user }, body: { role } });
    this.readInside(id);
  }

  async removeMember(id: string, user: string): Promise<void> {
    await this.client.call(removeMember, { params: { id, user } });
    this.readInside(id);
  }

  async handOver(id: string, user: string): Promise<void> {
    this.take(await this.client.call(handOverGroup, { params: { id }, body: { user } }));
    this.readInside(id);
  }

  override dispose(): void {
    for (const { inside } of this.followed.values()) inside.dispose();
    this.followed.clear();
    super.dispose();
  }

  protected async read(): Promise<Ready> {
    const [invitations, mine, domains] = await Promise.all([
      this.listInvitations(),
      this.listGroups('mine'),
      this.listGroups('scienceDomains')
    ]);
    const fresh = [...domains, ...mine, ...invitations.map(({ group }) => group)];
    this.forgetAllBut(new Set(fresh.map(({ id }) => id)));
    for (const group of fresh) this.put(group);
    this.invited.clear();
    for (const invitation of invitations) this.putInvitation(invitation);
    return { kind: 'ready' };
  }

  protected onEvent(event: HubEvent): void {
    switch (event.type) {
      case 'group':
        return this.isOpen ? this.take(event.body) : undefined;
      case 'groupDeleted':
        return this.onGone(event.id);
      case 'invitation':
        this.putInvitation(event.body);
        return this._changed.emit();
      case 'invitationDeleted':
        return this.invited.has(event.id) ? this.forgetInvitation(event.id) : undefined;
    }
  }

  private listGroups(which: 'mine' | 'scienceDomains'): Promise<Group[]> {
    return readAll(wish => this.client.call(listGroups, { query: { which, ...wish } }));
  }

  private listInvitations(): Promise<Invitation[]> {
    return readAll(wish => this.client.call(listInvitations, { query: wish }));
  }

  private forgetAllBut(present: ReadonlySet<string>): void {
    for (const id of this.byId.keys()) if (!present.has(id)) this.byId.delete(id);
    this.sorted = null;
  }

  /** Who is no longer in a science domain still sees it, as anybody does. */
  private onGone(id: string): void {
    const before = this.byId.get(id);
    if (!before) return;
    if (before.kind === 'scienceDomain') this.readAgain();
    else this.drop(id);
  }

  protected override readAgain(): void {
    super.readAgain();
    if (!this.isOpen && this.watching) void this.readInvitations().catch(() => undefined);
  }

  private readInside(id: string): void {
    void this.followed.get(id)?.inside.read();
  }

  private forgetInvitation(id: string): void {
    const group = this.byId.get(id);
    this.invited.delete(id);
    if (group?.myState !== 'invited') return this._changed.emit();
    if (group.kind === 'scienceDomain') this.replace(outside(group));
    else this.drop(id);
  }

  /** @returns whether it was news */
  private put(group: Group): boolean {
    const known = this.byId.get(group.id);
    if (known && known.version > group.version) return false;
    this.byId.set(group.id, group);
    this.sorted = null;
    return true;
  }

  private putInvitation(invitation: Invitation): void {
    this.invited.set(invitation.group.id, invitation);
    this.put(invitation.group);
  }

  private replace(group: Group): void {
    this.byId.set(group.id, group);
    this.sorted = null;
    this._changed.emit();
  }

  private drop(id: string): void {
    this.byId.delete(id);
    this.invited.delete(id);
    this.sorted = null;
    this._changed.emit();
  }

  private readonly byId = new Map<string, Group>();
  private readonly followed = new Map<string, { inside: GroupInside; users: number }>();
  private readonly invited = new Map<string, Invitation>();
  private sorted: Group[] | null = null;
  private watching = false;
}

function byName(a: Group, b: Group): number {
  return a.name.localeCompare(b.name, undefined, { sensitivity: 'base', numeric: true });
}

function outside(group: Group): Group {
  return { ...group, myRole: null, myState: null };
}
