import express, {
  type ErrorRequestHandler,
  type Request,
  type Response,
  type Router
} from 'express';
import type { Logger } from 'pino';

import { PROBLEMS } from '../../../contract/problem.js';
import type { OAuthService, ServerClient } from '../../accounts/oauth.js';
import { covers, scopesOf } from '../../accounts/scopes.js';
import type { SessionService, SignedIn } from '../../accounts/sessions.js';
import type { ActivityRecorder } from '../../activity/ports.js';
import { AppError } from '../../errors.js';
import { clientOf } from '../../http/client.js';
import { appErrorOf } from '../../http/problem-handler.js';
import { requireProvenance } from '../../http/provenance.js';
import { requestIdOf } from '../../http/request-id.js';
import { showError } from '../../pages/error-pages.js';
import { pageHeaders } from '../../pages/page-headers.js';
import { renderPage } from '../../pages/render.js';
import {
  type AuthorizeRequest,
  parseAuthorizeRequest,
  single,
  withParameters
} from './authorize-request.js';

export interface AuthorizeDeps {
  readonly oauth: OAuthService;
  readonly sessions: SessionService;
  readonly activity: ActivityRecorder;
  readonly hubPath: string;
  /** Origin of the Lab pages where it is not the hub's own. */
  readonly labOrigin: string | undefined;
  readonly log: Pick<Logger, 'error'>;
}

/** A request that may be answered by a redirect to the server. */
interface Visit {
  readonly client: ServerClient;
  readonly signedIn: SignedIn;
  readonly wanted: AuthorizeRequest;
  /** What the client asks for, or all it may have. */
  readonly scopes: readonly string[];
}

const PATH = '/oauth2/authorize';

/** A server asks, through its visitor's browser, who the visitor is. */
export function bindAuthorize(router: Router, deps: AuthorizeDeps): void {
  const { oauth, sessions, activity, hubPath, labOrigin, log } = deps;

  /** Settles everything that never leads to the server; null when the answer is given. */
  function receive(request: Request, response: Response): Visit | null {
    requireProvenance(request, 'page');
    const signedIn = sessions.fromRequest(request);
    if (!signedIn) {
      const next = encodeURIComponent(request.originalUrl);
      response.redirect(302, `${hubPath}login?next=${next}`);
      return null;
    }
    const client = oauth.client(single(request.query['client_id']) ?? '');
    if (!client || single(request.query['redirect_uri']) !== client.redirectUri) {
      throw new AppError('invalid-request', 'No server of this hub asks in this way');
    }
    if (!oauth.isLive(client)) {
      throw new AppError('not-found', `The server of ${client.owner.name} is not running`);
    }
    const { user } = signedIn;
    if (!covers(scopesOf(user), client.accessScope)) {
      recordVisit(request, signedIn, client, 'refused');
      throw new AppError('not-allowed', `You may not enter the server of ${client.owner.name}`);
    }
    const stock = oauth.stockScopes(client, user);
    const wanted = parseAuthorizeRequest(request.query, stock);
    if (typeof wanted === 'string') {
      const state = single(request.query['state']) ?? null;
      response.redirect(302, withParameters(client.redirectUri, { error: wanted, state }));
      return null;
    }
    return { client, signedIn, wanted, scopes: wanted.scopes ?? stock };
  }

  function recordVisit(
    request: Request,
    { user }: SignedIn,
    client: ServerClient,
    outcome: 'done' | 'refused'
  ): void {
    if (user.id !== client.owner.id) {
      activity.record({
        actorId: user.id,
        action: 'server.visit',
        resource: { kind: 'server', id: client.serverId },
        outcome,
        detail: `A visit to the server of ${client.owner.name}`,
        address: clientOf(request).address,
        concerns: [client.owner.id]
      });
    }
  }

  async function letIn(
    request: Request,
    response: Response,
    visit: Visit,
    scopes: readonly string[]
  ): Promise<void> {
    const { client, signedIn, wanted } = visit;
    const code = await oauth.issueCode({
      client,
      user: signedIn.user,
      session: signedIn.session,
      scopes,
      codeChallenge: wanted.codeChallenge
    });
    recordVisit(request, signedIn, client, 'done');
    const target = withParameters(client.redirectUri, { code, state: wanted.state });
    response.redirect(302, target);
  }

  function ask(request: Request, response: Response, visit: Visit): void {
    const { client, signedIn, scopes } = visit;
    const { token, cookies } = sessions.formToken(request, clientOf(request).secure);
    response.append('Set-Cookie', cookies);
    renderPage(response, {
      page: 'authorize',
      title: `Visit ${client.owner.name}’s server`,
      visitor: signedIn.user,
      data: {
        description: client.description,
        owner: client.owner.name,
        visitor: signedIn.user.name,
        scopes: scopes.map(scope => ({ scope, words: inWords(scope) })),
        action: request.originalUrl,
        xsrf: token
      }
    });
  }

  router.use(PATH, (_request, response, next) => {
    // The address of this request names a sign-in in progress: nobody is to be told it.
    response.set({ ...pageHeaders(labOrigin), 'Referrer-Policy': 'no-referrer' });
    next();
  });

  router.get(PATH, async (request, response) => {
    const visit = receive(request, response);
    if (!visit) {
      return;
    }
    const { client, signedIn, scopes } = visit;
    const needsNoQuestion =
      signedIn.user.id === client.owner.id || oauth.clientHolds(client, signedIn.user, scopes);
    if (needsNoQuestion) {
      await letIn(request, response, visit, scopes);
    } else {
      ask(request, response, visit);
    }
  });

  router.post(
    PATH,
    express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 }),
    async (request, response) => {
      const visit = receive(request, response);
      if (!visit) {
        return;
      }
      const form = (request.body ?? {}) as Record<string, unknown>;
      sessions.checkFormToken(request, form['_xsrf']);
      requireProvenance(request, 'form', true);
      const agreed = [form['scopes'] ?? []].flat();
      const scopes = visit.scopes.filter(scope => agreed.includes(scope));
      if (scopes.length === 0 || scopes.length !== new Set(agreed).size) {
        throw new AppError('invalid-request', 'The form agrees to something that was not asked');
      }
      await letIn(request, response, visit, scopes);
    }
  );

  router.use(PATH, asPages({ sessions, log }));
}

/** Failures as pages: somebody sits in front of them. */
function asPages({ sessions, log }: Pick<AuthorizeDeps, 'sessions' | 'log'>): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = appErrorOf(thrown);
    if (error.code === 'internal') {
      const requestId = requestIdOf(response);
      log.error({ err: error.cause ?? error, requestId, path: request.path }, 'page failed');
    }
    const visitor = sessions.fromRequest(request)?.user ?? null;
    showError(response, PROBLEMS[error.code].status, visitor, error.message || undefined);
  };
}

function inWords(scope: string): string {
  if (scope.startsWith('access:servers!')) {
    return 'let you in';
  }
  return scope.startsWith('read:users:name!') ? 'see your name' : 'see the groups you are in';
}
