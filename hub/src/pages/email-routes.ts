import type { Router } from 'express';
import { z } from 'zod';

import { AppError } from '../errors.js';
import { clientOf } from '../http/client.js';
import type { PageAccounts, PageEmail } from './ports.js';
import { readForm } from './sign-in-routes.js';
import { forVisitors, only } from './visit.js';

const Token = z.string().min(1).max(100);
const Form = z.object({ token: Token, _xsrf: z.string().max(1024).optional() });

/** Where the link in a letter leads that confirms an e-mail address. */
export function bindEmailPages(router: Router, accounts: PageAccounts, email: PageEmail): void {
  router.get(
    '/confirm-email',
    forVisitors(accounts, ({ visitor, request, response, show }) => {
      const token = Token.safeParse(request.query['token']);
      const pending = email.of(visitor).pending;
      if (!token.success || !pending) {
        throw new AppError(
          'not-found',
          'This link is no longer valid, or belongs to another account'
        );
      }
      show({
        page: 'confirm-email',
        title: 'Your e-mail address',
        data: {
          xsrf: accounts.xsrfToken(request, response),
          userName: visitor.name,
          address: pending.address,
          token: token.data
        }
      });
    })
  );
  router.post(
    '/confirm-email',
    readForm,
    forVisitors(accounts, ({ visitor, request, response, site }) => {
      const form = Form.safeParse(request.body ?? {});
      if (!form.success) {
        throw new AppError('invalid-request', 'The form was not filled in as expected');
      }
      accounts.checkForm(request, form.data._xsrf);
      email.confirm(visitor, form.data.token, clientOf(request).address);
      response.redirect(302, `${site.hubPath}token#email`);
    })
  );
  router.all('/confirm-email', only('GET', 'HEAD', 'POST'));
}
