import { html, type Html } from '../html.js';
import type { StartServerData } from '../page-data.js';
import type { Site } from '../site.js';

export function startServer(data: StartServerData, site: Site): Html {
  return html`<div class="lc-Card">
    <h1>${data.heading}</h1>
    <p>${data.explanation}</p>
    ${
      data.logTail &&
      html`<details class="lc-Details">
        <summary>Last lines of its log</summary>
        <pre class="lc-Log" tabindex="0">${data.logTail}</pre>
      </details>`
    }
    <div class="lc-Actions">
      ${
        data.form &&
        html`<form method="post" action="${data.form.action}">
          <input type="hidden" name="_xsrf" value="${data.form.xsrf}" />
          <input type="hidden" name="next" value="${data.form.next}" />
          <button type="submit" class="lc-Button lc-mod-primary" autofocus>Start server</button>
        </form>`
      }
      <a class="lc-Button" href="${site.hubPath}home">Home</a>
    </div>
  </div>`;
}
