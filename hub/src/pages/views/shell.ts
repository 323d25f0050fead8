import { html, jsonBlock, type Html } from '../html.js';
import type { PageData, PageName } from '../page-data.js';
import type { Page } from '../render.js';
import type { Site } from '../site.js';
import { announcements } from './announcements.js';
import { appLink, quickNotebook } from './app-link.js';
import { authorize } from './authorize.js';
import { guide } from './guide.js';
import { link, linkPassword } from './link.js';
import { confirmEmail } from './confirm-email.js';
import { logo } from './logo.js';
import { problem } from './problem.js';
import { signIn } from './sign-in.js';
import { startServer } from './start-server.js';

/** Pages that are whole without script. The others are drawn by the script from their data. */
const STATIC: { [P in PageName]?: (data: PageData[P], site: Site) => Html } = {
  'sign-in': signIn,
  'start-server': startServer,
  problem,
  authorize,
  'confirm-email': confirmEmail,
  'app-link': appLink,
  'quick-notebook': quickNotebook,
  link,
  'link-password': linkPassword,
  guide
};

type Link = (path: string, label: string, name: PageName) => Html;

/** What administrators have beside the rest. */
function administration(link: Link): Html {
  return html`<span class="lc-Header-admin" role="group" aria-label="Administration"
    >${link('admin/servers', 'Servers', 'admin-servers')}${link('admin/compute', 'Images & domains', 'admin-compute')}${link('admin/access', 'Access', 'admin-access')}${link('admin/announcements', 'Announcements', 'admin-announcements')}${link('admin/activity', 'Activity', 'admin-activity')}${link('admin/usage', 'Usage', 'admin-usage')}</span
  >`;
}

function header(site: Site, page: Page<PageName>): Html {
  const link: Link = (path, label, name) =>
    html`<a href="${site.hubPath}${path}" ${page.page === name ? html` aria-current="page"` : null}
      >${label}</a
    >`;
  return html`<header class="lc-Header">
    <a class="lc-Header-brand" href="${site.hubPath}">${logo(24)}<span>${site.name}</span></a>
    ${
      page.visitor
        ? html`<nav class="lc-Header-nav" aria-label="Hub">
              ${link('home', 'Home', 'home')}${link('guide', 'Guide', 'guide')}${link('token', 'Keys & password', 'tokens')}
              ${page.visitor.admin && administration(link)}
            </nav>
            <span class="lc-Header-user" title="Signed in as ${page.visitor.name}"
              >${page.visitor.displayName || page.visitor.name}</span
            ><a class="lc-Header-out" href="${site.hubPath}logout">Sign out</a>`
        : null
    }
  </header>`;
}

function live(page: Page<PageName>): Html {
  return html`<h1 class="lc-visuallyHidden">${page.title}</h1>
    <div id="page" data-page="${page.page}"></div>
    <noscript><p class="lc-Notice">This page shows live state and needs JavaScript.</p></noscript>
    ${jsonBlock('data', page.data)}`;
}

/** The whole document of a page. */
export function shell(site: Site, page: Page<PageName>): Html {
  const body = STATIC[page.page] as ((data: unknown, site: Site) => Html) | undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · ${site.name}</title>
        <link rel="icon" type="image/svg+xml" href="${site.hubPath}logo" />
        ${site.assets.styles.map(file => html`<link rel="stylesheet" href="${site.hubPath}${file}" />`)}
        <script type="module" src="${site.hubPath}${site.assets.script}"></script>
      </head>
      <body data-hub-path="${site.hubPath}" data-page="${page.page}">
        <a class="lc-Skip" href="#main">Skip to content</a>
        ${header(site, page)}
        <main id="main" class="lc-Main lc-mod-${page.page}">
          ${announcements(site.announcements())} ${body ? body(page.data, site) : live(page)}
        </main>
      </body>
    </html> `;
}
