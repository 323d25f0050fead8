import { useCallback, useState, type FormEvent } from 'react';

import { readUsage, type Usage, type UsageStep } from '../../../../contract/usage.js';
import type { HubApi } from '../../hub-api.js';
import { Failure } from '../../ui/Failure.js';
import { Read } from '../../ui/Read.js';
import { saveAs } from '../../ui/save-as.js';
import { useRead } from '../../ui/use-read.js';
import { Bars } from './Bars.js';
import { DRAWN, FIGURES } from './figures.js';
import { Keepers, Kept, MostUsed, PeriodsTable, TopUsers } from './Tables.js';

interface Query {
  readonly by: UsageStep;
  readonly since?: string;
  readonly until?: string;
}

const STEPS: readonly UsageStep[] = ['day', 'week', 'month'];

/** The day after one: the form names the last day, the API the first that is no longer in it. */
function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function queryOf(form: FormData): Query {
  const text = (name: string) => String(form.get(name) ?? '');
  const [since, last] = [text('since'), text('last')];
  return {
    by: text('by') as UsageStep,
    ...(since && { since }),
    ...(last && { until: dayAfter(last) })
  };
}

function Totals({ total }: Pick<Usage, 'total'>) {
  return (
    <dl className="lc-Totals" aria-label="In all">
      {FIGURES.map(({ id, title, write }) => (
        <div key={id}>
          <dt>{title}</dt>
          <dd>{write(total[id])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Report({ usage }: { usage: Usage }) {
  return (
    <>
      <Totals total={usage.total} />
      <div className="lc-Plots">
        {DRAWN.map(figure => (
          <Bars key={figure.id} figure={figure} periods={usage.periods} by={usage.by} />
        ))}
      </div>
      <details className="lc-Details">
        <summary>All figures as a table</summary>
        <PeriodsTable usage={usage} />
      </details>
      <h3>Images</h3>
      <MostUsed usage={usage} of="images" />
      <h3>Compute domains</h3>
      <MostUsed usage={usage} of="domains" />
      <h3>Most hours</h3>
      <TopUsers usage={usage} />
      <h2>Kept now</h2>
      <Kept usage={usage} />
      <h3>Most kept</h3>
      <Keepers usage={usage} />
    </>
  );
}

/** What everybody used, for administrators. */
export function UsagePage({ api }: { api: HubApi }) {
  const [query, setQuery] = useState<Query>({ by: 'day' });
  const [failure, setFailure] = useState<string | null>(null);
  const ask = useCallback(() => api.call(readUsage, { query }), [api, query]);
  const [usage, again] = useRead(ask);

  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setQuery(queryOf(new FormData(event.currentTarget)));
  };
  const save = () => {
    setFailure(null);
    api
      .bytes(readUsage, 'text/csv', query)
      .then(bytes => saveAs(bytes, 'usage.csv'))
      .catch((error: Error) => setFailure(error.message));
  };

  return (
    <section aria-labelledby="usage">
      <h2 id="usage">Usage</h2>
      <p className="lc-Muted">
        What everybody used. Days are those of UTC; people count who did something that is on
        record, or had a server or job running.
      </p>
      <form className="lc-NewKey lc-mod-even" onSubmit={apply}>
        <label>
          By
          <select name="by" className="lc-Input" defaultValue="day">
            {STEPS.map(step => (
              <option key={step} value={step}>
                {step}
              </option>
            ))}
          </select>
        </label>
        <label>
          First day
          <input name="since" type="date" className="lc-Input" />
        </label>
        <label>
          Last day
          <input name="last" type="date" className="lc-Input" />
        </label>
        <button type="submit" className="lc-Button lc-mod-primary">
          Show
        </button>
        <button type="button" className="lc-Button" onClick={save}>
          Save as CSV
        </button>
      </form>
      <Failure message={failure} />
      <Read state={usage} again={again}>
        {value => <Report usage={value} />}
      </Read>
    </section>
  );
}
