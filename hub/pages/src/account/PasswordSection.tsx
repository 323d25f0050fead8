import type { FormEvent } from 'react';

import { changePassword } from '../../../contract/accounts.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { useSending } from '../ui/use-sending.js';

const SHORTEST = 8;

/** Plain fields, for the sake of password managers. */
export function PasswordSection({ api, userName }: { api: HubApi; userName: string }) {
  const [state, send] = useSending();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const form = new FormData(fields);
    const [currentPassword, newPassword, again] = ['current', 'new', 'again'].map(name =>
      String(form.get(name) ?? '')
    ) as [string, string, string];
    void send(async () => {
      if (newPassword !== again) {
        throw new Error('The two new passwords differ');
      }
      await api.call(changePassword, { body: { currentPassword, newPassword } });
      fields.reset();
    });
  };

  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p className="lc-Muted">A new password ends every other sign-in and every key.</p>
      <form className="lc-Form lc-mod-narrow" onSubmit={submit}>
        <input type="hidden" name="username" value={userName} autoComplete="username" />
        <label htmlFor="current">Current password</label>
        <input
          id="current"
          name="current"
          type="password"
          className="lc-Input"
          autoComplete="current-password"
          required
        />
        <label htmlFor="new">New password</label>
        <input
          id="new"
          name="new"
          type="password"
          className="lc-Input"
          autoComplete="new-password"
          minLength={SHORTEST}
          required
          aria-describedby="new-rule"
        />
        <small id="new-rule" className="lc-Muted">
          At least {SHORTEST} characters
        </small>
        <label htmlFor="again">New password, once more</label>
        <input
          id="again"
          name="again"
          type="password"
          className="lc-Input"
          autoComplete="new-password"
          minLength={SHORTEST}
          required
        />
        {state.kind === 'failed' && <Failure message={state.message} />}
        {state.kind === 'done' && (
          <p className="lc-Notice" role="status">
            The password was changed.
          </p>
        )}
        <button type="submit" className="lc-Button lc-mod-primary" disabled={state.kind === 'busy'}>
          Change password
        </button>
      </form>
    </section>
  );
}
