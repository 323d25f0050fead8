import { queryDatabaseAsCsv } from '../../../hub/contract/databases.js';
import type { HubClient } from '../../api/hub-client.js';
import { HubError } from '../../api/hub-error.js';

const LONGEST_NOTE = 500;

/** Rows as CSV, all of them unless there are too many bytes. */
export interface CsvAnswer {
  readonly bytes: Blob;
  readonly isCut: boolean;
}

/**
 * Has a statement run again and reads all its rows as CSV.
 * @throws HubError
 */
export async function readCsv(
  client: HubClient,
  database: string,
  sql: string
): Promise<CsvAnswer> {
  const response = await client.open(queryDatabaseAsCsv, { database }, { body: { sql } });
  let bytes: Blob;
  try {
    bytes = await response.blob();
  } catch (cause) {
    throw new HubError('unreachable', 'The query broke off before its last row.', { cause });
  }
  const end = await bytes.slice(-LONGEST_NOTE).text();
  return { bytes, isCut: /(?:^|\n)# Cut[^\n]*\n?$/.test(end) };
}
