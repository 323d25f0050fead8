import { Html, html } from '../html.js';
import type { GuideData } from '../page-data.js';
import type { Site } from '../site.js';

export function guide({ page, pages }: GuideData, site: Site): Html {
  const entry = ({ name, title }: GuideData['page']) =>
    html`<li>
      <a
        href="${site.hubPath}guide${name === 'README' ? '' : `/${name}`}"
        ${name === page.name ? html`aria-current="page"` : null}
        >${title}</a
      >
    </li>`;
  return html`<nav class="lc-Guide-contents" aria-label="Guide">
      <ul>
        ${pages.map(entry)}
      </ul>
    </nav>
    <article class="lc-Guide-page">${new Html(page.body)}</article>`;
}
