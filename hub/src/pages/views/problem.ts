import { html, type Html } from '../html.js';
import type { ProblemData } from '../page-data.js';
import type { Site } from '../site.js';

export function problem(data: ProblemData, site: Site): Html {
  const { link = { href: `${site.hubPath}home`, label: 'Go to Home' } } = data;
  return html`<div class="lc-Card">
    <h1>${data.heading}</h1>
    <p>${data.explanation}</p>
    ${
      link &&
      html`<div class="lc-Actions">
        <a class="lc-Button lc-mod-primary" href="${link.href}">${link.label}</a>
      </div>`
    }
  </div>`;
}
