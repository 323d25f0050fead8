import { type Account, UserStore } from '../../src/accounts/user-store.js';
import { GroupAccess } from '../../src/groups/access.js';
import { GroupStore } from '../../src/groups/store.js';
import { GrantService } from '../../src/sharing/service.js';
import type { Explanation } from '../../src/sharing/may-do.js';
import type { GrantedPrivilege, Resource } from '../../src/sharing/types.js';
import { asker, type Way } from './access-sites.js';
import type { World } from './access-world.js';

/** What is decided, and by whose leave it is decided otherwise. */
class Decisions {
  private isOn = false;
  /** Where somebody was refused since it was last emptied: `file:line way what`. */
  readonly refused = new Set<string>();
  /** Where everybody may do everything. */
  open: string | null = null;

  say<T>(way: Way, what: string, decided: T, isYes: boolean, yes: T): T {
    const isOther = this.open !== null && !this.open.includes(` ${way} `);
    const from = !this.isOn || isYes || isOther ? null : asker(way);
    if (from === null) {
      return decided;
    }
    const site = `${from} ${way} ${what}`;
    this.refused.add(site);
    return site === this.open ? yes : decided;
  }

  /** Says it of the decisions of one world until {@link stop}. */
  start(world: World): void {
    spyOnGrants(this);
    spyOnGroups(this, world);
    spyOnUsers(this, world);
    this.isOn = true;
  }

  stop(): void {
    this.isOn = false;
    jest.restoreAllMocks();
  }
}

export const decisions = new Decisions();

const ALL: GrantedPrivilege[] = ['read', 'write', 'grant', 'use'];
/** Nothing may be done with all four: a volume is not used, an image not read. */
const isAll = (held: readonly GrantedPrivilege[]) => held.length >= 3;

function spyOnGrants(said: Decisions): void {
  const { may, accessTo, accessThrough, accessOf, explain } = GrantService.prototype;
  const spied = GrantService.prototype;
  jest.spyOn(spied, 'may').mockImplementation(function (this: GrantService, user, action, on) {
    const decided = may.call(this, user, action, on);
    return said.say('grant', `${on.kind} ${action}`, decided, decided, true);
  });
  jest.spyOn(spied, 'explain').mockImplementation(function (this: GrantService, user, action, on) {
    const decided = explain.call(this, user, action, on);
    const yes: Explanation = { allowed: true, through: 'ownership' };
    return said.say('grant', `${on.kind} ${action}`, decided, decided.allowed, yes);
  });
  jest.spyOn(spied, 'accessTo').mockImplementation(function (this: GrantService, user, on) {
    const held = accessTo.call(this, user, on);
    return said.say('grant', on.kind, held, isAll(held), [...ALL]);
  });
  jest.spyOn(spied, 'accessThrough').mockImplementation(function (
    this: GrantService,
    user,
    reaching,
    resources: readonly Resource[]
  ) {
    return accessThrough
      .call(this, user, reaching, resources)
      .map(held => said.say('grant', 'volume', held, isAll(held), [...ALL]));
  });
  jest.spyOn(spied, 'accessOf').mockImplementation(function (this: GrantService, users, resources) {
    return accessOf.call(this, users, resources).map(access => ({
      ...access,
      privileges: said.say('grant', 'any', access.privileges, isAll(access.privileges), ALL)
    }));
  });
}

function spyOnGroups(said: Decisions, world: World): void {
  const open = Object.getOwnPropertyDescriptor(GroupAccess.prototype, 'open')
    ?.value as GroupAccess['open'];
  jest.spyOn(GroupAccess.prototype, 'open').mockImplementation(function (
    this: GroupAccess,
    user,
    id,
    action
  ) {
    try {
      return open.call(this, user, id, action);
    } catch (error) {
      const store = new GroupStore(world.harness.parts.database);
      const group = store.byId(id);
      const yes = group && { group, mine: store.membership(id, user.id) };
      const opened = said.say('grant', `group ${action}`, null, false, yes);
      if (opened === null) {
        throw error;
      }
      return opened;
    }
  });
}

/** Lines that look themselves whether somebody is an administrator, or the owner: to them he is. */
function spyOnUsers(said: Decisions, world: World): void {
  const owner = world.harness.parts.accounts.findUser('owner')?.id ?? '';
  const watched = (account: Account): Account =>
    Object.defineProperties(
      { ...account },
      {
        id: {
          enumerable: true,
          get: () => said.say('owner', 'id', account.id, account.id === owner, owner)
        },
        admin: {
          enumerable: true,
          get: () => said.say('admin', 'admin', account.admin, account.admin, true)
        }
      }
    );
  const { byId, byName, all } = UserStore.prototype;
  jest.spyOn(UserStore.prototype, 'byId').mockImplementation(function (this: UserStore, id) {
    const found = byId.call(this, id);
    return found && watched(found);
  });
  jest.spyOn(UserStore.prototype, 'byName').mockImplementation(function (this: UserStore, name) {
    const found = byName.call(this, name);
    return found && watched(found);
  });
  jest.spyOn(UserStore.prototype, 'all').mockImplementation(function (this: UserStore) {
    return all.call(this).map(watched);
  });
}
