/** A table as CSV text; numbers with the given number of decimals. */
export function csv<Row extends Record<string, number | string>>(
  rows: readonly Row[],
  decimals: Partial<Record<keyof Row, number>>
): string {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  const line = (row: Row): string =>
    columns
      .map(column => {
        const value = row[column];
        return typeof value === 'number' ? value.toFixed(decimals[column] ?? 0) : value;
      })
      .join(',');
  return [columns.join(','), ...rows.map(line), ''].join('\n');
}
