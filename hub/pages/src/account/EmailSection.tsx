import { useCallback, type FormEvent } from 'react';

import { getEmail, setEmail, type OwnEmail } from '../../../contract/accounts.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { useSending } from '../ui/use-sending.js';

function Present({ address, confirmed, pending, sendsMail }: OwnEmail) {
  return (
    <>
      <p>
        {address === null ? (
          'You have no e-mail address here.'
        ) : (
          <>
            <strong>{address}</strong>{' '}
            <span className="lc-Muted">{confirmed ? 'confirmed' : 'not confirmed'}</span>
          </>
        )}
      </p>
      {pending && (
        <p className="lc-Notice" role="status">
          A letter with a link went to <strong>{pending.address}</strong>. That becomes your address
          when you follow the link, until {new Date(pending.expiresAt).toLocaleString()}.
        </p>
      )}
      {!sendsMail && (
        <p className="lc-Muted">This hub sends no e-mail, so that an address is not confirmed.</p>
      )}
    </>
  );
}

/** The user's own e-mail address; a new one is confirmed by a letter. */
export function EmailSection({ api }: { api: HubApi }) {
  const [state, send] = useSending();
  const ask = useCallback(() => api.call(getEmail), [api]);
  const [email, again] = useRead(ask);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const form = new FormData(fields);
    const wanted = String(form.get('email') ?? '').trim();
    const currentPassword = String(form.get('email-password') ?? '');
    void send(async () => {
      await api.call(setEmail, { body: { email: wanted || null, currentPassword } });
      fields.reset();
      await again();
    });
  };

  return (
    <section aria-labelledby="email">
      <h2 id="email">E-mail</h2>
      <Read state={email} again={again}>
        {value => (
          <>
            <Present {...value} />
            <form className="lc-Form lc-mod-narrow" onSubmit={submit}>
              <label htmlFor="new-email">New address</label>
              <input
                id="new-email"
                name="email"
                type="email"
                className="lc-Input"
                autoComplete="email"
                maxLength={254}
                aria-describedby="email-rule"
              />
              <small id="email-rule" className="lc-Muted">
                Empty for none
              </small>
              <label htmlFor="email-password">Current password</label>
              <input
                id="email-password"
                name="email-password"
                type="password"
                className="lc-Input"
                autoComplete="current-password"
                required
              />
              {state.kind === 'failed' && <Failure message={state.message} />}
              {state.kind === 'done' && !value.pending && (
                <p className="lc-Notice" role="status">
                  The address was changed.
                </p>
              )}
              <button
                type="submit"
                className="lc-Button lc-mod-primary"
                disabled={state.kind === 'busy'}
              >
                Change address
              </button>
            </form>
          </>
        )}
      </Read>
    </section>
  );
}
