import express, { type Request, type Router } from 'express';
import { z } from 'zod';

import { type Application, listApplications } from '../../contract/applications.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import type { PageAccounts } from '../pages/ports.js';
import { serverPage } from '../pages/server-routes.js';
import type { Site } from '../pages/site.js';
import { forVisitors, only, rawPath, type Visit } from '../pages/visit.js';
import { serverPrefix, toRowName } from '../servers/names.js';
import { withChoice } from './parse.js';
import { hasArguments, type LinkPlan } from './plan.js';
import type { QuickNotebooks } from './quick.js';
import type { AppLinkService, Opened } from './service.js';
import { stepsInWords, subjectOf, verbOf } from './words.js';

/** What a form may hold: a link is as long as an address can be, and is escaped once more. */
const readForm = express.urlencoded({ extended: false, limit: '96kb', parameterLimit: 50 });

const Text = z.string().max(1024);
const LinkForm = z.object({
  link: z.string().max(64 * 1024),
  title: Text.optional(),
  /** Id of a domain and of an image. */
  choice: Text.regex(/^\S+ \S+$/).optional(),
  _xsrf: Text.optional()
});
const QuickForm = z.object({ _xsrf: Text.optional() });

export interface AppLinkPages {
  readonly links: AppLinkService;
  readonly quick: QuickNotebooks;
  /** Other sites that the home page leads to. */
  readonly tiles: readonly Application[];
}

/** What the home page leads to: programs that run in servers of their own, and other sites. */
export function programsFor(
  visitor: User,
  site: Pick<Site, 'hubPath'>,
  { links, tiles }: Pick<AppLinkPages, 'links' | 'tiles'>
): Application[] {
  const programs = links.programs(visitor).map(({ id, title, description }) => ({
    title,
    description,
    url: `${site.hubPath}apps?image=${encodeURIComponent(id)}`
  }));
  return [...programs, ...tiles];
}

/** The same for JupyterLab. */
export function bindApplications(
  api: Api,
  site: Pick<Site, 'hubPath'>,
  pages: Pick<AppLinkPages, 'links' | 'tiles'>
): void {
  api.on(listApplications, ({ principal }) => ({
    items: programsFor(principal.user, site, pages)
  }));
}

/** Links that lead to a server, whether there is one or not; and the quick notebook. Looking at a link does nothing. */
export function bindAppLinks(
  router: Router,
  accounts: PageAccounts,
  { links, quick }: AppLinkPages
): void {
  /** Says what a link would do, and asks. */
  async function confirm(visit: Visit): Promise<void> {
    const query = queryOf(visit.request);
    const plan = await links.plan(visit.visitor, query);
    const { server } = plan;
    visit.show({
      page: 'app-link',
      title: 'Open a link',
      data: {
        action: `${visit.site.hubPath}apps`,
        xsrf: accounts.xsrfToken(visit.request, visit.response),
        link: query.toString(),
        subject: subjectOf(plan),
        steps: stepsInWords(plan, visit.visitor),
        differs: server.kind === 'use' ? server.differs : null,
        handedOver: hasArguments(plan) ? handedOver(plan) : null,
        verb: verbOf(plan),
        choice:
          server.kind === 'make'
            ? {
                isOpen: visit.request.path === '/compute/new',
                title: server.title,
                offers: links.offers(visit.visitor, plan)
              }
            : null,
        options:
          server.kind === 'use'
            ? `${visit.site.hubPath}options/${encodeURIComponent(server.name)}?next=${encodeURIComponent(addressOf(visit, { server: server.name, path: plan.path }))}`
            : null
      }
    });
  }

  router.get(['/apps', '/compute/run'], forVisitors(accounts, confirm));

  // The form of a new server with everything chosen that the link asks for, to be looked at, changed and sent.
  router.get(
    '/compute/new',
    forVisitors(accounts, async visit => {
      const wish = links.wish(visit.visitor, queryOf(visit.request));
      if (wish === null) {
        await confirm(visit);
        return;
      }
      visit.show({
        page: 'server-options',
        title: 'New server',
        data: {
          xsrf: accounts.xsrfToken(visit.request, visit.response),
          user: { name: visit.visitor.name },
          server: null,
          next: '',
          wish: { ...wish, userPath: serverPrefix(visit.site.basePath, visit.visitor.name, '') }
        }
      });
    })
  );

  router.post(
    '/apps',
    readForm,
    forVisitors(accounts, async visit => {
      const { link, title, choice, _xsrf } = parsed(LinkForm, visit.request);
      accounts.checkForm(visit.request, _xsrf);
      const query = new URLSearchParams(link);
      const { server } = await links.plan(visit.visitor, query);
      const [domain, image] = choice?.split(' ') ?? [];
      const isMade = server.kind === 'make';
      const isRenamed = isMade && title !== undefined && title !== '' && title !== server.title;
      const isOther =
        isMade && choice !== undefined && choice !== `${server.domain.id} ${server.image.id}`;
      const opened = await links.open(
        visit.visitor,
        withChoice(query, {
          ...(isRenamed ? { name: title } : {}),
          ...(isOther && domain && image ? { domain, image } : {})
        })
      );
      goTo(visit, opened);
    })
  );

  router.get(
    '/quick',
    forVisitors(accounts, ({ request, response, site, show }) => {
      show({
        page: 'quick-notebook',
        title: 'Quick notebook',
        data: { action: `${site.hubPath}quick`, xsrf: accounts.xsrfToken(request, response) }
      });
    })
  );

  router.post(
    '/quick',
    readForm,
    forVisitors(accounts, async visit => {
      accounts.checkForm(visit.request, parsed(QuickForm, visit.request)._xsrf);
      goTo(visit, await quick.begin(visit.visitor));
    })
  );

  router.all('/apps', only('GET', 'HEAD', 'POST'));
  router.all('/quick', only('GET', 'HEAD', 'POST'));
  router.all(['/compute/run', '/compute/new'], only('GET', 'HEAD'));
}

/** Query of an address as it was sent: what Express makes of it is no text any more. */
function queryOf(request: Request): URLSearchParams {
  const [, query = ''] = rawPath(request).split(/\?(.*)/s);
  return new URLSearchParams(query);
}

function addressOf({ site, visitor }: Visit, { server, path }: Opened): string {
  return serverPrefix(site.basePath, visitor.name, toRowName(server)) + path;
}

/** To the page on which the start is seen, and from there to what is opened. */
function goTo(visit: Visit, opened: Opened): void {
  const place = { owner: visit.visitor.name, server: toRowName(opened.server) };
  const next = opened.path === '' ? '' : addressOf(visit, opened);
  visit.response.redirect(303, serverPage(visit.site, 'spawn-pending', place, next));
}

function handedOver({ file, input }: LinkPlan): string {
  return JSON.stringify({ file, arguments: input ?? null }, null, 2);
}

function parsed<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  const form = schema.safeParse(request.body ?? {});
  if (!form.success) {
    throw new AppError('invalid-request', 'The form was not filled in as expected');
  }
  return form.data;
}
