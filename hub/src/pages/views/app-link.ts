import { html, type Html } from '../html.js';
import type { AppLinkData, QuickNotebookData } from '../page-data.js';
import type { Site } from '../site.js';

/** The question whether a link is to be followed: what it would do, in words. Works without script. */
export function appLink(data: AppLinkData, site: Site): Html {
  return html`<div class="lc-Card lc-AppLink">
    <h1>Open “${data.subject}”?</h1>
    <form method="post" action="${data.action}" class="lc-Form">
      <input type="hidden" name="_xsrf" value="${data.xsrf}" />
      <input type="hidden" name="link" value="${data.link}" />
      <ol class="lc-AppLink-steps">
        ${data.steps.map(step => html`<li>${step}</li>`)}
      </ol>
      ${data.differs && html`<p class="lc-Notice lc-mod-warn">${data.differs} It is opened as it is; change its options first if you want that.</p>`}
      ${
        data.handedOver &&
        html`<details class="lc-Details" open>
          <summary>What it is handed</summary>
          <pre class="lc-Log" tabindex="0">${data.handedOver}</pre>
        </details>`
      }
      ${data.choice && choice(data.choice)}
      <p class="lc-Muted">
        What is opened works in your name, with your files. Only go on if you trust whoever gave you
        this link.
      </p>
      <div class="lc-Actions">
        <button type="submit" class="lc-Button lc-mod-primary">${data.verb}</button>
        ${data.options && html`<a class="lc-Button" href="${data.options}">Change…</a>`}
        <a class="lc-Button" href="${site.hubPath}home" autofocus>Cancel</a>
      </div>
    </form>
  </div>`;
}

function choice({ isOpen, title, offers }: NonNullable<AppLinkData['choice']>): Html {
  return html`<details class="lc-Details" ${isOpen ? html` open` : null}>
    <summary>Change…</summary>
    <label for="title">Name of the server</label>
    <input id="title" name="title" class="lc-Input" value="${title}" maxlength="80" required />
    <label for="choice">What it is made of</label>
    <select id="choice" name="choice" class="lc-Input">
      ${offers.map(
        ({ domain, image, words, isChosen }) =>
          html`<option value="${domain} ${image}" ${isChosen ? html` selected` : null}>
            ${words}
          </option>`
      )}
    </select>
  </details>`;
}

/** The question whether a notebook is to be made, for those who come by an address. */
export function quickNotebook(data: QuickNotebookData, site: Site): Html {
  return html`<div class="lc-Card">
    <h1>A new notebook?</h1>
    <p>
      It is made in the folder “Quick notebooks” of your volume persistent and opened in JupyterLab.
      Your server is started if it does not run.
    </p>
    <form method="post" action="${data.action}" class="lc-Actions">
      <input type="hidden" name="_xsrf" value="${data.xsrf}" />
      <button type="submit" class="lc-Button lc-mod-primary" autofocus>Quick notebook</button>
      <a class="lc-Button" href="${site.hubPath}home">Home</a>
    </form>
  </div>`;
}
