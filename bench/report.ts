import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** What must hold between our figure and the one beside it. */
export type Bar =
  | { readonly atLeastTimes: number }
  | { readonly atMostTimes: number }
  | { readonly atMostMore: number };

/** One line of a benchmark: our figure beside that of a peer or of the bare mechanism, from the same run. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  /** In words; null where there is nothing to hold. */
  readonly bar: string | null;
  readonly holds: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

export function compare(
  what: string,
  unit: string,
  { ours, reference }: { readonly ours: number; readonly reference: number },
  bar: Bar | null = null
): Row {
  const ratio = ours / reference;
  const verdict = bar === null ? { bar: null, holds: null } : judge(bar, ours, reference, unit);
  return {
    what,
    unit,
    ours: rounded(ours),
    reference: rounded(reference),
    ratio: rounded(ratio),
    ...verdict
  };
}

/** Prints the table, writes `bench/results/NAME.json`, and fails the process when a bar does not hold. */
export function report(name: string, rows: readonly Row[]): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const directory = join(process.cwd(), 'bench', 'results');
  mkdirSync(directory, { recursive: true });
  const document = { name, machine, rows };
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
  console.log(`\n${name} on ${machine}\n\n${table(rows)}\n`);
  if (rows.some(row => row.holds === false)) {
    process.exitCode = 1;
  }
}

function judge(
  bar: Bar,
  ours: number,
  reference: number,
  unit: string
): { readonly bar: string; readonly holds: boolean } {
  if ('atLeastTimes' in bar) {
    return { bar: `≥ ${bar.atLeastTimes}×`, holds: ours >= bar.atLeastTimes * reference };
  }
  if ('atMostTimes' in bar) {
    return { bar: `≤ ${bar.atMostTimes}×`, holds: ours <= bar.atMostTimes * reference };
  }
  return { bar: `≤ +${bar.atMostMore} ${unit}`, holds: ours - reference <= bar.atMostMore };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function table(rows: readonly Row[]): string {
  const cells = [
    ['what', 'unit', 'ours', 'reference', 'ratio', 'bar', 'holds'],
    ...rows.map(({ what, unit, ours, reference, ratio, bar, holds }) => [
      what,
      unit,
      String(ours),
      String(reference),
      `${ratio}×`,
      bar ?? '',
      holds === null ? '' : holds ? 'yes' : 'NO'
    ])
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map(row => row[column]!.length)));
  return cells
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
