import type { ReactNode } from 'react';

import type { Usage } from '../../../../contract/usage.js';
import { size } from '../../ui/words.js';
import { FIGURES, number, periodWords } from './figures.js';

interface TableProps<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly none: string;
  /** The first one names the row. */
  readonly columns: readonly (readonly [head: string, cell: (row: Row) => ReactNode])[];
  readonly keyOf: (row: Row) => string;
}

function Table<Row>({ title, rows, none, columns, keyOf }: TableProps<Row>) {
  if (rows.length === 0) {
    return <p className="lc-Empty">{none}</p>;
  }
  return (
    <div className="lc-Table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table className="lc-Table lc-mod-figures">
        <thead>
          <tr>
            {columns.map(([head]) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(([head, cell], index) =>
                index === 0 ? (
                  <th key={head} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={head}>{cell(row)}</td>
                )
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Person({ name, displayName }: { name: string; displayName: string }) {
  return (
    <>
      {displayName || name}
      {displayName && displayName !== name && (
        <span className="lc-Muted lc-Table-second">{name}</span>
      )}
    </>
  );
}

const hours = (value: number) => number(value);

/** Every number that the plots show, and those they do not. */
export function PeriodsTable({ usage }: { usage: Usage }) {
  const { periods, by } = usage;
  return (
    <Table
      title="All figures by period"
      rows={[...periods].reverse()}
      none="No period."
      keyOf={({ from }) => from}
      columns={[
        ['From', period => <span className="lc-mod-nowrap">{periodWords(period, by)}</span>],
        ...FIGURES.map(
          ({ id, title, write }) =>
            [title, (period: Usage['periods'][number]) => write(period[id])] as const
        )
      ]}
    />
  );
}

const NOTHING_RAN = 'Nothing ran in this time.';

export function MostUsed({ usage, of }: { usage: Usage; of: 'images' | 'domains' }) {
  return (
    <Table
      title={of === 'images' ? 'Most used images' : 'Most used domains'}
      rows={usage[of]}
      none={NOTHING_RAN}
      keyOf={({ id }) => id}
      columns={[
        [of === 'images' ? 'Image' : 'Domain', ({ title }) => title],
        ['People', ({ people }) => number(people)],
        ['Hours of servers', ({ serverHours }) => hours(serverHours)],
        ['Jobs', ({ jobs }) => number(jobs)],
        ['Hours of jobs', ({ jobHours }) => hours(jobHours)]
      ]}
    />
  );
}

export function TopUsers({ usage }: { usage: Usage }) {
  return (
    <Table
      title="Who used the most hours"
      rows={usage.users}
      none={NOTHING_RAN}
      keyOf={({ name }) => name}
      columns={[
        ['User', Person],
        ['Hours of servers', ({ serverHours }) => hours(serverHours)],
        ['Jobs', ({ jobs }) => number(jobs)],
        ['Hours of jobs', ({ jobHours }) => hours(jobHours)]
      ]}
    />
  );
}

export function Kept({ usage }: { usage: Usage }) {
  return (
    <Table
      title="What is kept in each root"
      rows={usage.roots}
      none="There are no roots."
      keyOf={({ root }) => root}
      columns={[
        ['Root', ({ title }) => title],
        ['Volumes', ({ volumes }) => number(volumes)],
        ['People', ({ people }) => number(people)],
        ['Files', ({ files }) => number(files)],
        ['Size', ({ bytes }) => size(bytes)]
      ]}
    />
  );
}

export function Keepers({ usage }: { usage: Usage }) {
  return (
    <Table
      title="Who keeps the most"
      rows={usage.keepers}
      none="Nobody has a volume yet."
      keyOf={({ name }) => name}
      columns={[
        ['User', Person],
        ['Volumes', ({ volumes }) => number(volumes)],
        ['Size', ({ bytes }) => size(bytes)]
      ]}
    />
  );
}
