import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';

import type { ProblemCode } from '../../contract/problem.js';
import { AppError } from '../errors.js';
import { clientOf } from '../http/client.js';
import { setRetryAfter } from '../http/problem-handler.js';
import { safeNext } from './next-path.js';
import type { PageAccounts } from './ports.js';
import { renderPage } from './render.js';
import { siteOf } from './site.js';
import { only } from './visit.js';

const SignInForm = z.object({
  username: z.string().max(255).default(''),
  password: z.string().max(1024).default(''),
  next: z.string().max(8192).optional(),
  _xsrf: z.string().max(1024).optional()
});

/** Failures that the same form, sent again, may mend. */
const SHOWN_IN_FORM: readonly ProblemCode[] = ['wrong-password', 'too-many-requests', 'cross-site'];

export const readForm = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 50 });

/** Sign-in with the field names of JupyterHub, which load tools and clients post; and sign-out. */
export function bindSignIn(router: Router, accounts: PageAccounts): void {
  const nextOf = (request: Request, posted?: string) =>
    safeNext(posted || request.query['next'], siteOf(request.app).hubPath);

  function show(
    request: Request,
    response: Response,
    state: { next: string; username?: string; failure?: AppError }
  ): void {
    const failure = state.failure;
    const tooMany = failure?.code === 'too-many-requests';
    setRetryAfter(response, failure);
    renderPage(response, {
      page: 'sign-in',
      title: 'Sign in',
      status: failure === undefined ? 200 : tooMany ? 429 : 403,
      data: {
        next: state.next,
        xsrf: accounts.xsrfToken(request, response),
        username: state.username ?? '',
        failure: failure?.message ?? null
      }
    });
  }

  router.get('/login', (request, response) => {
    const next = nextOf(request);
    if (accounts.visitorOf(request)) {
      response.redirect(302, next);
      return;
    }
    show(request, response, { next });
  });

  router.post('/login', readForm, async (request, response) => {
    const form = SignInForm.safeParse(request.body ?? {});
    if (!form.success) {
      throw new AppError('invalid-request', 'The sign-in form was not filled in as expected');
    }
    const { username, password } = form.data;
    const next = nextOf(request, form.data.next);
    try {
      accounts.checkForm(request, form.data._xsrf);
      const user = await accounts.verifyPassword(username, password, clientOf(request).address);
      await accounts.signIn(user, request, response);
    } catch (error) {
      if (error instanceof AppError && SHOWN_IN_FORM.includes(error.code)) {
        show(request, response, { next, username, failure: error });
        return;
      }
      throw error;
    }
    response.redirect(302, next);
  });

  router.get('/logout', async (request, response) => {
    if (request.method === 'GET') {
      await accounts.signOut(request, response);
    }
    response.redirect(302, `${siteOf(request.app).hubPath}login`);
  });
  router.all('/login', only('GET', 'HEAD', 'POST'));
  router.all('/logout', only('GET', 'HEAD'));
}
