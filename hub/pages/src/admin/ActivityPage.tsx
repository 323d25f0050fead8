import { useCallback, useState, type FormEvent } from 'react';

import { listActivity, type Activity } from '../../../contract/activity.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { Read } from '../ui/Read.js';
import { saveAs } from '../ui/save-as.js';
import { useRead } from '../ui/use-read.js';
import { utcTime } from './local-time.js';

const KINDS = [
  'user',
  'session',
  'server',
  'job',
  'volume',
  'file',
  'task',
  'group',
  'image',
  'domain',
  'root',
  'link',
  'snapshot',
  'announcement'
] as const;
const PAGE = 100;

type Filters = Record<string, string>;

/** Filters of the form as the API takes them; empty ones are left out. */
function filtersOf(form: FormData): Filters {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const filters: Filters = {
    kind: text('kind'),
    actor: text('actor').toLowerCase(),
    text: text('text'),
    since: utcTime(text('since')) ?? '',
    until: utcTime(text('until')) ?? ''
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}

function Rows({ items }: { items: readonly Activity[] }) {
  return (
    <div className="lc-Table-scroll" role="region" aria-label="Activity" tabIndex={0}>
      <table className="lc-Table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, at, actor, action, detail, outcome, address }) => (
            <tr key={id}>
              <td className="lc-mod-nowrap">{new Date(at).toLocaleString()}</td>
              <td title={actor?.displayName}>{actor?.name ?? 'the hub'}</td>
              <td>
                {detail}
                <span className="lc-Muted lc-Table-second">{action}</span>
              </td>
              <td className={outcome === 'done' ? undefined : 'lc-mod-bad'}>{outcome}</td>
              <td className="lc-mod-nowrap">{address ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The record of everybody's acts, for administrators. */
export function ActivityPage({ api }: { api: HubApi }) {
  const [filters, setFilters] = useState<Filters>({});
  const [older, setOlder] = useState<{ items: readonly Activity[]; cursor: string | null } | null>(
    null
  );
  const [failure, setFailure] = useState<string | null>(null);
  const ask = useCallback(
    () => api.call(listActivity, { query: { ...filters, limit: PAGE } }),
    [api, filters]
  );
  const [first, again] = useRead(ask);

  const attempt = (act: () => Promise<void>) => {
    setFailure(null);
    act().catch((error: Error) => setFailure(error.message));
  };
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setOlder(null);
    setFilters(filtersOf(new FormData(event.currentTarget)));
  };
  const more = (cursor: string) =>
    attempt(async () => {
      const page = await api.call(listActivity, { query: { ...filters, limit: PAGE, cursor } });
      setOlder({ items: [...(older?.items ?? []), ...page.items], cursor: page.nextCursor });
    });
  const save = () =>
    attempt(async () => saveAs(await api.bytes(listActivity, 'text/csv', filters), 'activity.csv'));

  return (
    <section aria-labelledby="activity">
      <h2 id="activity">Activity</h2>
      <p className="lc-Muted">What everybody did, newest first.</p>
      <form className="lc-NewKey" onSubmit={apply}>
        <label>
          Text
          <input name="text" type="search" className="lc-Input" maxLength={200} />
        </label>
        <label>
          About
          <select name="kind" className="lc-Input" defaultValue="">
            <option value="">anything</option>
            {KINDS.map(kind => (
              <option key={kind} value={kind}>
                {kind}
              </option>
            ))}
          </select>
        </label>
        <label>
          By
          <input
            name="actor"
            className="lc-Input"
            placeholder="user name"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
          />
        </label>
        <label>
          Since
          <input name="since" type="datetime-local" className="lc-Input" />
        </label>
        <label>
          Until
          <input name="until" type="datetime-local" className="lc-Input" />
        </label>
        <button type="submit" className="lc-Button lc-mod-primary">
          Show
        </button>
        <button type="button" className="lc-Button" onClick={save}>
          Save as CSV
        </button>
      </form>
      <Failure message={failure} />
      <Read state={first} again={again}>
        {({ items, nextCursor }) => {
          const cursor = older ? older.cursor : nextCursor;
          return items.length === 0 ? (
            <p className="lc-Empty">Nothing on record matches.</p>
          ) : (
            <>
              <Rows items={[...items, ...(older?.items ?? [])]} />
              {cursor !== null && (
                <div className="lc-Actions">
                  <button type="button" className="lc-Button" onClick={() => more(cursor)}>
                    Show older ones
                  </button>
                </div>
              )}
            </>
          );
        }}
      </Read>
    </section>
  );
}
