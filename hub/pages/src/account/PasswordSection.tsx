import { useState, type FormEvent } from 'react';

import { changePassword } from '../../../contract/accounts.js';
import type { HubApi } from '../hub-api.js';

const SHORTEST = 8;

type State =
  { kind: 'idle' } | { kind: 'busy' } | { kind: 'done' } | { kind: 'failed'; message: string };

/** Plain fields, for the sake of password managers. */
export function PasswordSection({ api, userName }: { api: HubApi; userName: string }) {
  const [state, setState] = useState<State>({ kind: 'idle' });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const form = new FormData(fields);
    const [currentPassword, newPassword, again] = ['current', 'new', 'again'].map(name =>
      String(form.get(name) ?? '')
    ) as [string, string, string];
    if (newPassword !== again) {
      setState({ kind: 'failed', message: 'The two new passwords differ' });
      return;
    }
    setState({ kind: 'busy' });
    try {
      await api.call(changePassword, { body: { currentPassword, newPassword } });
      fields.reset();
      setState({ kind: 'done' });
    } catch (error) {
      setState({ kind: 'failed', message: (error as Error).message });
    }
  };

  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p className="lc-Muted">A new password ends every other sign-in and every key.</p>
      <form className="lc-Form lc-mod-narrow" onSubmit={event => void submit(event)}>
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
        {state.kind === 'failed' && (
          <p className="lc-Notice lc-mod-error" role="alert">
            {state.message}
          </p>
        )}
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
