import type { ImportedTable, SchemaTable, TypedValue } from '../../../contract/databases.js';

/** What every errand says. */
interface Common {
  /** The database: absolute, or in the directory of the process. */
  readonly file: string;
  /** How large it may become. */
  readonly mostBytes: number;
  /** How long it waits for others who write. */
  readonly busyMs: number;
}

type Parameter = null | number | string | TypedValue;

interface Statement {
  readonly sql: string;
  readonly parameters?: readonly Parameter[] | Readonly<Record<string, Parameter>> | undefined;
}

/**
 * What a query process is told, which was started with the kind of it and with whom to be: one line of JSON on its
 * standard input, which then stays open for as long as somebody waits. It answers with one line, an {@link Outcome}; what
 * else it writes to its standard output is the body of the answer, which is whole when the process ends with 0. The process
 * is started for each errand, so that what takes long to load has no place in it: its values are checked by the hub, at
 * both ends.
 */
export type Errand =
  | (Common & { readonly kind: 'create' })
  | (Common & {
      readonly kind: 'schema';
      readonly mostRowsCounted: number;
      readonly mostAnswerBytes: number;
    })
  | (Common &
      Statement & {
        readonly kind: 'query';
        readonly mayWrite: boolean;
        readonly maxRows: number;
        readonly mostAnswerBytes: number;
      })
  | (Common & Statement & { readonly kind: 'csv'; readonly mostCsvBytes: number })
  | (Common & { readonly kind: 'import'; readonly source: string; readonly table: string });

/** Why an errand failed, as the process knows it: the caller is told in the words of the hub. */
export type Failure =
  | 'statement'
  | 'onlyReads'
  | 'busy'
  | 'full'
  | 'memory'
  | 'tooLarge'
  | 'exists'
  | 'csv'
  | 'damaged';

export interface Done {
  /** Whether it was a statement that changes something. */
  readonly wrote: boolean;
  readonly tables?: SchemaTable[] | undefined;
  readonly imported?: Omit<ImportedTable, 'milliseconds'> | undefined;
}

export type Outcome =
  { readonly done: Done } | { readonly failed: Failure; readonly detail: string };
