import { useCallback } from 'react';

import { endSession, listSessions, type Session } from '../../../contract/accounts.js';
import type { HubApi } from '../hub-api.js';
import { Read } from '../ui/Read.js';
import { useNow } from '../ui/use-now.js';
import { useRead } from '../ui/use-read.js';
import { When } from '../ui/When.js';

/** What people call the program behind a user agent string. */
function browserOf(userAgent: string): string {
  const program = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrome\//.test(userAgent)
        ? 'Chrome'
        : /Safari\//.test(userAgent)
          ? 'Safari'
          : (userAgent.split(/[/ ]/)[0] ?? '') || 'Unknown program';
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(userAgent)?.[0];
  return system ? `${program} on ${system.replace('Mac OS X', 'macOS')}` : program;
}

export function SessionsSection({ api }: { api: HubApi }) {
  const now = useNow(20_000);

  const ask = useCallback(() => api.call(listSessions), [api]);
  const [sessions, again] = useRead(ask);

  const end = async ({ id }: Session) => {
    await api.call(endSession, { params: { id } }).catch(() => undefined);
    await again();
  };

  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <Read state={sessions} again={again}>
        {({ items }) => (
          <ul className="lc-Rows">
            {items.map(session => (
              <li key={session.id} className="lc-Row">
                <span className="lc-Row-main">
                  <span className="lc-Row-title" title={session.userAgent}>
                    {browserOf(session.userAgent)}
                  </span>
                  <span className="lc-Row-facts">
                    <span>from {session.address}</span>
                    <span>
                      last seen <When time={session.lastSeenAt} now={now} />
                    </span>
                  </span>
                </span>
                <span className="lc-Row-actions">
                  {session.current ? (
                    <span className="lc-Muted">this browser</span>
                  ) : (
                    <button type="button" className="lc-Button" onClick={() => void end(session)}>
                      Sign out
                    </button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Read>
    </section>
  );
}
