import {
  Router,
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response
} from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';

import { PROBLEMS } from '../../contract/problem.js';
import { cookieValues } from '../accounts/cookies.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { sendBytes } from '../files/send-bytes.js';
import { sendZip } from '../files/send-zip.js';
import { BYTES_HEADER, FAILED_BEFORE } from '../files/short-way.js';
import { clientOf } from '../http/client.js';
import { appErrorOf, setRetryAfter } from '../http/problem-handler.js';
import { requestIdOf } from '../http/request-id.js';
import { renderPage } from '../pages/render.js';
import { readForm } from '../pages/sign-in-routes.js';
import { only } from '../pages/visit.js';
import { linkPage } from './page.js';
import { TICKET_COOKIE, ticketCookie } from './ticket-cookie.js';
import { type LinkVisits, noLink } from './visits.js';

/** What every answer about a link says: its address goes nowhere else, and into no search engine. */
const HEADERS = {
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow, noarchive',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store'
};

const Query = z.object({
  path: z.string().max(4096).default(''),
  cursor: z.string().max(1000).optional()
});
const Form = z.object({ password: z.string().max(1024).default('') });

export interface LinkPagesDeps {
  readonly visits: LinkVisits;
  readonly files: VolumeFiles;
  /** Begins and ends with a slash. */
  readonly hubPath: string;
  readonly log: Pick<Logger, 'error'>;
}

/** Links as visitors meet them; to be mounted at `l` below the hub's path, before its other pages. */
export function linksRouter({ visits, files, hubPath, log }: LinkPagesDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const baseOf = (token: string) => `${hubPath}l/${token}`;
  const ticketsOf = (request: Request) => cookieValues(request.headers.cookie, TICKET_COOKIE);

  router.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });

  function ask(response: Response, token: string, failure?: AppError): void {
    setRetryAfter(response, failure);
    renderPage(response, {
      page: 'link-password',
      title: 'Password',
      status: failure ? PROBLEMS[failure.code].status : 200,
      headers: HEADERS,
      data: { action: baseOf(token), failure: failure?.message ?? null }
    });
  }

  router.get('/:token', async (request, response) => {
    const token = tokenOf(request);
    const opened = visits.open(token);
    if (visits.asksPassword(opened, ticketsOf(request))) {
      ask(response, token);
      return;
    }
    const { path, cursor } = parsed(Query, request.query);
    const shown = await visits.show(opened, path, cursor);
    const data = linkPage(baseOf(token), opened.link, shown, cursor === undefined);
    renderPage(response, { page: 'link', title: data.name, headers: HEADERS, data });
  });

  router.post('/:token', readForm, async (request, response) => {
    const token = tokenOf(request);
    const { password } = parsed(Form, request.body ?? {});
    const { address, secure } = clientOf(request);
    try {
      const ticket = await visits.unlock(token, password, address);
      response.append('Set-Cookie', ticketCookie(baseOf(token), secure, ticket));
    } catch (error) {
      if (
        error instanceof AppError &&
        (error.code === 'wrong-password' || error.code === 'too-many-requests')
      ) {
        ask(response, token, error);
        return;
      }
      throw error;
    }
    response.redirect(303, baseOf(token));
  });

  router.get('/:token/download', async (request, response) => {
    const opened = visits.open(tokenOf(request));
    if (visits.asksPassword(opened, ticketsOf(request))) {
      response.redirect(303, baseOf(tokenOf(request)));
      return;
    }
    const { path } = parsed(Query, request.query);
    // The same download, asked for again since its bytes did not come the first time, was counted then.
    const isAgain = request.get(BYTES_HEADER) === FAILED_BEFORE;
    const counts = request.method !== 'HEAD' && !isAgain;
    const { address } = clientOf(request);
    const { kind, name, place } = await visits.download(opened, path, address, counts);
    if (kind === 'folder') {
      await sendZip({ request, response, files, parts: [{ place, name }], name });
      return;
    }
    const contentType = 'application/octet-stream';
    await sendBytes({ request, response, files, place, contentType, downloadAs: name });
  });

  router.all('/:token', only('GET', 'HEAD', 'POST'));
  router.all('/:token/download', only('GET', 'HEAD'));
  router.use(nothingHere);
  router.use(failures(log));
  return router;
}

const nothingHere: RequestHandler = () => {
  throw noLink();
};

function tokenOf(request: Request): string {
  return String(request.params['token']);
}

function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new AppError('invalid-request', 'The address or the form cannot be read');
  }
  return result.data;
}

/** As pages. Addresses of links stand in no log. */
function failures(log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = appErrorOf(thrown);
    if (error.code === 'internal') {
      const requestId = requestIdOf(response);
      log.error({ err: error.cause ?? error, requestId, path: '/l/…' }, 'page of a link failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    setRetryAfter(response, error);
    // The program at the other end of a HEAD is told by the status alone.
    if (request.method === 'HEAD') {
      response.status(PROBLEMS[error.code].status).end();
      return;
    }
    ['Content-Disposition', 'Content-Type', 'Accept-Ranges'].forEach(name =>
      response.removeHeader(name)
    );
    const { status, heading, explanation } = wordsFor(error);
    renderPage(response, {
      page: 'problem',
      title: heading,
      status,
      headers: HEADERS,
      data: { heading, explanation, link: null }
    });
  };
}

/** What lies beyond a link is nobody's business: a missing file and a missing link are told alike. */
function wordsFor(error: AppError): { status: number; heading: string; explanation: string } {
  switch (error.code) {
    case 'not-found':
    case 'not-allowed':
      return {
        status: 404,
        heading: 'This link does not work',
        explanation:
          'It has expired, was revoked, or never was one. Ask whoever gave it to you for another.'
      };
    case 'internal':
      return {
        status: 500,
        heading: 'Something went wrong',
        explanation: 'Try again in a moment.'
      };
    default:
      return {
        status: PROBLEMS[error.code].status,
        heading: PROBLEMS[error.code].title,
        explanation: error.message
      };
  }
}
