import { html, type Html } from '../html.js';
import type { ConfirmEmailData } from '../page-data.js';
import type { Site } from '../site.js';

/** Asks, since what only opens links, such as a mail filter, is not the user. */
export function confirmEmail(data: ConfirmEmailData, site: Site): Html {
  return html`<div class="lc-Card">
    <h1>Use this e-mail address?</h1>
    <p>
      <strong>${site.name}</strong> will reach <strong>${data.userName}</strong> at
      <strong>${data.address}</strong>.
    </p>
    <form method="post" action="${site.hubPath}confirm-email" class="lc-Actions">
      <input type="hidden" name="_xsrf" value="${data.xsrf}" />
      <input type="hidden" name="token" value="${data.token}" />
      <a class="lc-Button" href="${site.hubPath}token">Cancel</a>
      <button type="submit" class="lc-Button lc-mod-primary" autofocus>Use this address</button>
    </form>
  </div>`;
}
