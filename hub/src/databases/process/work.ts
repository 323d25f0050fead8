import { writeSync } from 'node:fs';

import { Failed, failureOf } from './failures.js';
import { createDatabase, loadDriver } from './open.js';
import type { Errand, Outcome } from './protocol.js';
import { runQuery } from './query.js';
import { readSchema } from './schema.js';

const STDOUT = 1;

/** Waits while nobody reads. */
export function write(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    at += writeSync(STDOUT, bytes, at);
  }
}

export function answer(outcome: Outcome): void {
  write(`${JSON.stringify(outcome)}\n`);
}

type Begin = (outcome: Outcome) => void;
export type Doing = (errand: Errand, begin: Begin) => void | Promise<void>;
type DoingOf<Kind> = (errand: Extract<Errand, { kind: Kind }>, begin: Begin) => ReturnType<Doing>;

const create: DoingOf<'create'> = ({ file }, begin) => {
  createDatabase(file);
  begin({ done: { wrote: false } });
};

const schema: DoingOf<'schema'> = (errand, begin) => {
  const tables = readSchema(errand);
  if (JSON.stringify(tables).length > errand.mostAnswerBytes) {
    throw new Failed('tooLarge', 'There is more in it than fits in an answer');
  }
  begin({ done: { wrote: false, tables } });
};

const query: DoingOf<'query'> = (errand, begin) => {
  const begunAt = performance.now();
  const { wrote, answer: found } = runQuery(errand);
  const milliseconds = Math.round(performance.now() - begunAt);
  begin({ done: { wrote } });
  write(JSON.stringify({ ...found, milliseconds }));
};

/** Most errands need nothing of CSV, which takes time to load. */
const DOING: { readonly [Kind in Errand['kind']]: () => Promise<DoingOf<Kind>> } = {
  create: async () => create,
  schema: async () => schema,
  query: async () => query,
  csv: async () => {
    const { runCsv } = await import('./csv.js');
    return (errand, begin) => runCsv(errand, () => begin({ done: { wrote: false } }), write);
  },
  import: async () => {
    const { runImport } = await import('./import.js');
    return async (errand, begin) =>
      begin({ done: { wrote: true, imported: await runImport(errand) } });
  }
};

/** Loads what the errands of a kind need, which may be out of reach once we are no longer root. */
export async function learn(kind: Errand['kind']): Promise<Doing> {
  loadDriver();
  // The table pairs each kind with its own errands, which the compiler cannot follow through a variable.
  return (await DOING[kind]()) as Doing;
}

/**
 * Does an errand, and answers it.
 * @returns the exit code: another than 0 for an answer that was begun and cannot be ended
 */
export async function work(errand: Errand, doing: Doing): Promise<number> {
  let isBegun = false;
  try {
    await doing(errand, outcome => {
      isBegun = true;
      answer(outcome);
    });
    return 0;
  } catch (error) {
    if (isBegun) {
      return 1;
    }
    answer(failureOf(error));
    return 0;
  }
}
