import {
  changePassword,
  editProfile,
  endSession,
  getMe,
  getProfile,
  listSessions,
  type Me,
  type Session as SessionDocument
} from '../../contract/accounts.js';
import { USERS_FOUND, findUsers } from '../../contract/groups.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import { clientOf } from '../http/client.js';
import type { AccountService } from './service.js';
import type { Session } from './session-store.js';
import type { SessionService } from './sessions.js';

/** What the site gives every user. */
export interface UserAllowance {
  readonly limits: Me['limits'];
  readonly features: readonly string[];
  /** Ids of the groups that have accepted a user. */
  groupsOf(userId: string): readonly string[];
}

function documentOf(session: Session, currentId: string | null): SessionDocument {
  return {
    id: session.id,
    current: session.id === currentId,
    createdAt: session.createdAt,
    lastSeenAt: session.lastSeenAt,
    address: session.address,
    userAgent: session.userAgent
  };
}

export function bindAccounts(
  api: Api,
  accounts: AccountService,
  sessions: SessionService,
  allowance: UserAllowance
): void {
  api.on(getMe, ({ principal: { user, scopes } }) => ({
    id: user.id,
    name: user.name,
    displayName: user.displayName,
    admin: user.admin,
    groups: [...allowance.groupsOf(user.id)].sort(),
    scopes: [...scopes].sort(),
    limits: allowance.limits,
    features: [...allowance.features]
  }));

  api.on(findUsers, ({ query }) => ({
    items: accounts
      .search(query.q, USERS_FOUND)
      .map(({ name, displayName }) => ({ name, displayName }))
  }));

  api.on(getProfile, ({ principal }) => ({ findable: accounts.isFindable(principal.user) }));

  api.on(editProfile, ({ principal: { user }, body }) => {
    accounts.setFindable(user, body.findable);
    return { findable: accounts.isFindable(user) };
  });

  api.on(changePassword, async ({ principal, body, request }) => {
    await accounts.changePassword(principal.user, principal.sessionId ?? '', {
      ...body,
      address: clientOf(request).address
    });
  });

  api.on(listSessions, ({ principal }) => ({
    items: sessions.listFor(principal.user).map(session => documentOf(session, principal.sessionId))
  }));

  api.on(endSession, async ({ principal, params }) => {
    const session = sessions.listFor(principal.user).find(({ id }) => id === params.id);
    if (!session) {
      throw new AppError('not-found', 'You have no such session');
    }
    await sessions.signOut(session);
  });
}
