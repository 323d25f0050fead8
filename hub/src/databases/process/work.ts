import { writeSync } from 'node:fs';

import { Failed, failureOf } from './failures.js';
import { createDatabase } from './open.js';
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

/** Most errands need nothing of CSV, which takes time to load. */
async function run(errand: Errand, begin: (outcome: Outcome) => void): Promise<void> {
  switch (errand.kind) {
    case 'create':
      createDatabase(errand.file);
      begin({ done: { wrote: false } });
      return;
    case 'schema': {
      const tables = readSchema(errand);
      if (JSON.stringify(tables).length > errand.mostAnswerBytes) {
        throw new Failed('tooLarge', 'There is more in it than fits in an answer');
      }
      begin({ done: { wrote: false, tables } });
      return;
    }
    case 'query': {
      const begunAt = performance.now();
      const { wrote, answer: found } = runQuery(errand);
      const milliseconds = Math.round(performance.now() - begunAt);
      begin({ done: { wrote } });
      write(JSON.stringify({ ...found, milliseconds }));
      return;
    }
    case 'csv': {
      const { runCsv } = await import('./csv.js');
      runCsv(errand, () => begin({ done: { wrote: false } }), write);
      return;
    }
    case 'import': {
      const { runImport } = await import('./import.js');
      begin({ done: { wrote: true, imported: await runImport(errand) } });
      return;
    }
  }
}

/**
 * Does an errand, and answers it.
 * @returns the exit code: another than 0 for an answer that was begun and cannot be ended
 */
export async function work(errand: Errand): Promise<number> {
  let isBegun = false;
  try {
    await run(errand, outcome => {
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
