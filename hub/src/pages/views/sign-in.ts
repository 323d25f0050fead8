import { html, type Html } from '../html.js';
import type { SignInData } from '../page-data.js';
import type { Site } from '../site.js';
import { logo } from './logo.js';

/** A plain form, so that it works without script and with every password manager. */
export function signIn(data: SignInData, site: Site): Html {
  const failed = data.failure !== null;
  return html`<div class="lc-SignIn">
    <div class="lc-SignIn-mark">${logo(56)}</div>
    <h1>Sign in to ${site.name}</h1>
    <form method="post" action="${site.hubPath}login" class="lc-Form">
      <input type="hidden" name="_xsrf" value="${data.xsrf}" />
      <input type="hidden" name="next" value="${data.next}" />
      ${failed && html`<p class="lc-Notice lc-mod-error" role="alert" id="failure">${data.failure}</p>`}
      <label for="username">User name</label>
      <input
        id="username"
        name="username"
        class="lc-Input"
        value="${data.username}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        maxlength="255"
        ${
          data.username === '' ? html` autofocus` : null
        }${failed ? html` aria-describedby="failure"` : null}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        class="lc-Input"
        type="password"
        autocomplete="current-password"
        required
        maxlength="1024"
        ${
          data.username === '' ? null : html` autofocus`
        }${failed ? html` aria-describedby="failure" aria-invalid="true"` : null}
      />
      <button type="submit" class="lc-Button lc-mod-primary lc-mod-wide">Sign in</button>
    </form>
  </div>`;
}
