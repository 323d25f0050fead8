import { useCallback, useState } from 'react';

import type { HubApi } from '../hub-api.js';
import { ConfirmDialog, type Question } from '../ui/ConfirmDialog.js';
import { Read } from '../ui/Read.js';
import { useNow } from '../ui/use-now.js';
import { useRead } from '../ui/use-read.js';
import { When } from '../ui/When.js';
import { listKeys, makeKey, revokeKey, type Key } from './keys.js';
import { NewKey } from './NewKey.js';

function KeyRow({ item, now, revoke }: { item: Key; now: number; revoke: () => void }) {
  return (
    <li className="lc-Row">
      <span className="lc-Row-main">
        <span className="lc-Row-title" title={item.note}>
          {item.note}
        </span>
        <span className="lc-Row-facts">
          <span>
            made <When time={item.created} now={now} />
          </span>
          <span>
            {item.last_activity ? (
              <>
                last used <When time={item.last_activity} now={now} />
              </>
            ) : (
              'never used'
            )}
          </span>
          <span>
            {item.expires_at
              ? `ends ${new Date(item.expires_at).toLocaleDateString()}`
              : 'does not end by itself'}
          </span>
        </span>
      </span>
      <span className="lc-Row-actions">
        <button
          type="button"
          className="lc-Button"
          aria-label={`Revoke ${item.note}`}
          onClick={revoke}
        >
          Revoke
        </button>
      </span>
    </li>
  );
}

/** Keys for scripts and programs: made, shown once, revoked. */
export function KeysSection({ api, userName: name }: { api: HubApi; userName: string }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const now = useNow(20_000);

  const ask = useCallback(async () => {
    const { api_tokens } = await api.jupyterhub.call(listKeys, { params: { name } });
    return api_tokens.filter(key => !key.oauth_client).reverse();
  }, [api, name]);
  const [keys, again] = useRead(ask);

  const make = async (note: string, days: number | null) => {
    const expires_in = days === null ? undefined : days * 24 * 3600;
    const body = { note, expires_in };
    const { token } = await api.jupyterhub.call(makeKey, { params: { name }, body });
    await again();
    return token;
  };

  const revoke = async ({ id }: Key) => {
    await api.jupyterhub.call(revokeKey, { params: { name, id } }).catch(() => undefined);
    await again();
  };

  return (
    <section aria-labelledby="keys">
      <h2 id="keys">Keys for programs</h2>
      <p className="lc-Muted">
        A key lets a script or a program do what you can do. Give each its own, so that you can
        revoke it alone.
      </p>
      <NewKey make={make} />
      <Read state={keys} again={again}>
        {items =>
          items.length > 0 && (
            <ul className="lc-Rows">
              {items.map(item => (
                <KeyRow
                  key={item.id}
                  item={item}
                  now={now}
                  revoke={() =>
                    setQuestion({
                      title: `Revoke “${item.note}”?`,
                      text: 'Programs that use it are refused from then on. This cannot be undone.',
                      verb: 'Revoke key',
                      act: () => void revoke(item)
                    })
                  }
                />
              ))}
            </ul>
          )
        }
      </Read>
      {question && <ConfirmDialog question={question} close={() => setQuestion(null)} />}
    </section>
  );
}
