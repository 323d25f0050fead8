import type { Request, Response } from 'express';

import type { Server } from '../../contract/servers.js';
import type { OwnEmail } from '../../contract/accounts.js';
import type { Session } from '../accounts/session-store.js';
import type { User } from '../accounts/types.js';
import type { StartPlan } from './page-data.js';

/** What the pages need of accounts: who looks, and signing in and out. */
export interface PageAccounts {
  /** The signed-in user of the request's session cookie, null without a valid one. */
  visitorOf(request: Request): User | null;
  /** The same with his session. */
  signedInOf(request: Request): { readonly user: User; readonly session: Session } | null;
  /** @throws AppError `wrong-password`, `too-many-requests` */
  verifyPassword(name: string, password: string, address: string): Promise<User>;
  /** Begins a session with new ids and sets its cookies. */
  signIn(user: User, request: Request, response: Response): Promise<void>;
  /** Ends the request's own session, if it has one, and clears its cookies. */
  signOut(request: Request, response: Response): Promise<void>;
  /** The token that this visitor's forms carry in `_xsrf`; sets its cookie where there is none yet. */
  xsrfToken(request: Request, response: Response): string;
  /** @throws AppError `cross-site` unless a form of ours was sent, with the token of this visitor */
  checkForm(request: Request, token: string | undefined): void;
}

/** What the pages need of e-mail addresses. */
export interface PageEmail {
  of(user: User): OwnEmail;
  /** @throws AppError `not-found` for a link that is not valid any more, or not his */
  confirm(user: User, token: string, from: string): unknown;
}

/** What the pages need of servers. The default server's name is the empty string here. */
export interface PageServers {
  listFor(user: User): readonly Server[] | Promise<readonly Server[]>;
  /** The server if there is such a row and this user may open it; null says neither which. */
  find(visitor: User, ownerName: string, serverName: string): Server | null;
  /** @throws AppError `not-found`, `conflict`, `engine-unavailable` */
  start(owner: User, serverName: string): Promise<unknown>;
  /** What a start of the default server would use. */
  plan(user: User, serverName?: string): StartPlan;
}
