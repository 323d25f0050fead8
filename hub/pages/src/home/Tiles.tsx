import { useCallback, useEffect } from 'react';

import { listActivity, type Activity } from '../../../contract/activity.js';
import { listGroups, listInvitations } from '../../../contract/groups.js';
import { listVolumes } from '../../../contract/volumes.js';
import type { HubApi } from '../hub-api.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { When } from '../ui/When.js';

const MOST = 200;
const LATEST = 5;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** How many there are, as far as one page tells. */
function countOf({ items, nextCursor }: Page): string {
  return nextCursor === null ? String(items.length) : `${items.length}+`;
}

interface Tile {
  readonly title: string;
  readonly figures: readonly (readonly [label: string, count: string])[];
}

interface Overview {
  readonly tiles: readonly Tile[];
  readonly latest: readonly Activity[];
}

async function readOverview(api: HubApi): Promise<Overview> {
  const limit = MOST;
  const [mine, shared, data, invitations, groups, domains, activity] = await Promise.all([
    api.call(listVolumes, { query: { kind: 'mine', limit } }),
    api.call(listVolumes, { query: { kind: 'shared', limit } }),
    api.call(listVolumes, { query: { kind: 'data', limit } }),
    api.call(listInvitations, { query: { limit } }),
    api.call(listGroups, { query: { which: 'mine', limit } }),
    api.call(listGroups, { query: { which: 'scienceDomains', limit } }),
    api.call(listActivity, { query: { limit: LATEST } })
  ]);
  const joined = groups.items.filter(({ kind }) => kind === 'scienceDomain');
  const own = { ...groups, items: groups.items.filter(({ kind }) => kind === 'group') };
  return {
    tiles: [
      {
        title: 'Volumes',
        figures: [
          ['Own', countOf(mine)],
          ['Shared', countOf(shared)],
          ['Data', countOf(data)]
        ]
      },
      {
        title: 'Groups',
        figures: [
          ['Invitations', countOf(invitations)],
          ['You are in', countOf(own)]
        ]
      },
      {
        title: 'Science domains',
        figures: [
          ['Joined', String(joined.length)],
          ['In all', countOf(domains)]
        ]
      }
    ],
    latest: activity.items
  };
}

interface Props {
  readonly api: HubApi;
  /** Where all of it is worked with. */
  readonly lab: string;
  readonly now: number;
  /** Grows with whatever may have changed the figures. */
  readonly changes: number;
}

/** What the visitor has and was invited to, and what happened last. */
export function Tiles({ api, lab, now, changes }: Props) {
  const ask = useCallback(() => readOverview(api), [api]);
  const [state, again] = useRead(ask);
  useEffect(() => {
    if (changes > 0) {
      void again();
    }
  }, [again, changes]);
  return (
    <Read state={state} again={again}>
      {({ tiles, latest }) => (
        <>
          <div className="lc-Tiles">
            {tiles.map(({ title, figures }) => (
              <a key={title} className="lc-Tile" href={lab} aria-label={`${title}, in JupyterLab`}>
                <h3>{title}</h3>
                <dl className="lc-Figures">
                  {figures.map(([label, count]) => (
                    <div key={label} className="lc-Figure" data-zero={count === '0'}>
                      <dt>{label}</dt>
                      <dd>{count}</dd>
                    </div>
                  ))}
                </dl>
              </a>
            ))}
          </div>
          {latest.length > 0 && (
            <>
              <h3>Latest activity</h3>
              <ul className="lc-Latest" aria-label="Latest activity">
                {latest.map(({ id, at, actor, detail }) => (
                  <li key={id}>
                    <span className="lc-Latest-what">
                      {actor ? (
                        <b title={actor.name}>{actor.displayName || actor.name}</b>
                      ) : (
                        'The hub'
                      )}
                      : {detail}
                    </span>
                    <When time={at} now={now} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Read>
  );
}
