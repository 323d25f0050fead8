import express, { type Router } from 'express';

import type { OAuthService } from '../../accounts/oauth.js';
import { single } from './authorize-request.js';

/** Refusals as OAuth spells them; single-user servers show the description to their visitor. */
const REFUSALS = {
  invalid_client: [401, 'The client is unknown, its secret is wrong, or its server is stopped'],
  invalid_grant: [400, 'The code is unknown, used or expired, or was issued for something else'],
  invalid_request: [400, 'A parameter is missing or is there more than once'],
  unsupported_grant_type: [400, 'Only authorization_code is supported']
} as const;

type Refusal = keyof typeof REFUSALS;

type Answer =
  | { readonly refusal: Refusal }
  | { readonly access_token: string; readonly [field: string]: unknown };

/** A server exchanges the code that a visitor brought for a token in the visitor's name. */
export function bindOAuthToken(router: Router, oauth: OAuthService): void {
  function exchange(form: Readonly<Record<string, unknown>>): Answer {
    const [clientId, secret, grantType, code, redirectUri, codeVerifier] = [
      'client_id',
      'client_secret',
      'grant_type',
      'code',
      'redirect_uri',
      'code_verifier'
    ].map(name => single(form[name]));
    const client = oauth.authenticateClient(clientId ?? '', secret ?? '');
    if (!client) {
      return { refusal: 'invalid_client' };
    }
    if (grantType !== 'authorization_code') {
      return { refusal: grantType ? 'unsupported_grant_type' : 'invalid_request' };
    }
    if (!code || redirectUri === undefined || codeVerifier === undefined) {
      return { refusal: 'invalid_request' };
    }
    const issued = oauth.redeemCode(client, code, {
      redirectUri: redirectUri ?? '',
      codeVerifier: codeVerifier ?? null
    });
    return issued
      ? {
          access_token: issued.token,
          token_type: 'Bearer',
          expires_in: issued.expiresInSeconds,
          scope: issued.scopes.join(' ')
        }
      : { refusal: 'invalid_grant' };
  }

  router.post(
    '/oauth2/token',
    express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 }),
    (request, response) => {
      const answer = exchange((request.body ?? {}) as Record<string, unknown>);
      response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
      if ('refusal' in answer) {
        const [status, description] = REFUSALS[answer.refusal as Refusal];
        response.status(status).json({ error: answer.refusal, error_description: description });
      } else {
        response.json(answer);
      }
    }
  );
}
