import { html, type Html } from '../html.js';
import type { AuthorizeData } from '../page-data.js';
import type { Site } from '../site.js';

export function authorize(data: AuthorizeData, site: Site): Html {
  return html`<div class="lc-Card">
    <h1>Let ${data.owner}’s server know who you are?</h1>
    <p>
      <strong>${data.description}</strong> belongs to <strong>${data.owner}</strong> and runs code
      that ${data.owner} chose. If you go on, that code will be able to do this in the name of
      <strong>${data.visitor}</strong>:
    </p>
    <form method="post" action="${data.action}">
      <input type="hidden" name="_xsrf" value="${data.xsrf}" />
      <ul class="lc-Scopes">
        ${data.scopes.map(
          ({ scope, words }) =>
            html`<li><input type="hidden" name="scopes" value="${scope}" />${words}</li>`
        )}
      </ul>
      <p class="lc-Muted">Only go on if you trust ${data.owner}. Signing out ends it.</p>
      <div class="lc-Actions">
        <a class="lc-Button" href="${site.hubPath}home" autofocus>Cancel</a>
        <button type="submit" class="lc-Button lc-mod-primary">
          Go on to ${data.owner}’s server
        </button>
      </div>
    </form>
  </div>`;
}
