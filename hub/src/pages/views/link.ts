import { html, type Html } from '../html.js';
import type { LinkData, LinkEntry, LinkPasswordData } from '../page-data.js';

const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** `1.4 GB`: binary thousands, one digit below ten. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  const unit = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  const amount = bytes / 1024 ** unit;
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[unit - 1] ?? ''}`;
}

/** A file or folder that somebody shared with whoever has the address. Works without script. */
export function link(data: LinkData): Html {
  return html`<article class="lc-Link">
    <header class="lc-Link-head">
      <h1>${data.name}</h1>
      <p class="lc-Muted">
        Shared by ${data.sharedBy}${data.size === null ? null : ` · ${sizeInWords(data.size)}`}
      </p>
      ${data.crumbs.length > 1 ? crumbs(data) : null}
      <p>
        <a class="lc-Button lc-mod-primary" href="${data.download}" rel="nofollow"
          >${data.size === null ? 'Download as zip' : 'Download'}</a
        >
      </p>
    </header>
    ${data.entries && listing(data, data.entries)}
    <p class="lc-Muted">Read-only, until ${data.expiresOn}.</p>
  </article>`;
}

function crumbs({ crumbs }: LinkData): Html {
  return html`<nav aria-label="Folders" class="lc-Link-crumbs">
    <ol>
      ${crumbs.map(({ name, href }, index) =>
        index === crumbs.length - 1
          ? html`<li aria-current="page">${name}</li>`
          : html`<li><a href="${href}">${name}</a></li>`
      )}
    </ol>
  </nav>`;
}

function listing({ more, isFirst }: LinkData, entries: readonly LinkEntry[]): Html {
  if (entries.length === 0 && isFirst) {
    return html`<p class="lc-Notice">The folder is empty.</p>`;
  }
  return html`<table class="lc-Link-entries">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Size</th>
          <th scope="col"><span class="lc-visuallyHidden">Download</span></th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(row)}
      </tbody>
    </table>
    ${more && html`<p><a class="lc-Button" href="${more}">Next page</a></p>`}`;
}

function row({ name, kind, size, open, download }: LinkEntry): Html {
  return html`<tr class="lc-mod-${kind}">
    <th scope="row">
      ${open === null ? name : html`<a href="${open}">${name}/</a>`}${
        kind === 'other' ? html` <small>not a regular file</small>` : null
      }
    </th>
    <td>${size === null ? null : sizeInWords(size)}</td>
    <td>
      ${download === null ? null : html`<a href="${download}" rel="nofollow" aria-label="Download ${name}${kind === 'folder' ? ' as zip' : null}">${kind === 'folder' ? 'Zip' : 'Download'}</a>`}
    </td>
  </tr>`;
}

/** The question for the password of a link: says nothing of what is behind it. */
export function linkPassword({ action, failure }: LinkPasswordData): Html {
  const failed = failure !== null;
  return html`<div class="lc-SignIn">
    <h1>This link has a password</h1>
    <form method="post" action="${action}" class="lc-Form">
      ${failed && html`<p class="lc-Notice lc-mod-error" role="alert" id="failure">${failure}</p>`}
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        class="lc-Input"
        type="password"
        autocomplete="off"
        required
        autofocus
        maxlength="1024"
        ${failed ? html` aria-describedby="failure" aria-invalid="true"` : null}
      />
      <button type="submit" class="lc-Button lc-mod-primary lc-mod-wide">Open</button>
    </form>
  </div>`;
}
