// How long a stranger waits to be told that something does not exist, when it does and when it does not: who could tell
// the two apart by time would know what is hidden from him.
import { OF_A_GROUP } from '../hub/tests/http/access-rows.js';
import { MISSING, World, type Row as Asked } from '../hub/tests/http/access-world.js';
import { compare, median, report } from './report.js';

/** Each asks for what is hidden and for what is missing, in turn the one and the other first. */
const ROUNDS = 150;
/** Of the longer beside the shorter: less than two answers to the same question differ. */
const TIMES = 1.15;
const NOT_FOUND = 404;

const world = await World.make('group');

async function ask(asked: Asked, ids: typeof MISSING): Promise<number> {
  const begin = performance.now();
  const { status } = await world.call('stranger', asked, ids);
  const taken = performance.now() - begin;
  return status === NOT_FOUND ? taken : NaN;
}

/** Null where a stranger is told something else than that it does not exist. */
async function measured(asked: Asked) {
  const hidden: number[] = [];
  const missing: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = [
      [hidden, world.ids],
      [missing, MISSING]
    ] as const;
    for (const [times, ids] of round % 2 ? pair : [...pair].reverse()) {
      times.push(await ask(asked, ids));
    }
    if (Number.isNaN(hidden.at(-1)) || Number.isNaN(missing.at(-1))) {
      return null;
    }
  }
  const [ofHidden, ofMissing] = [median(hidden.slice(1)), median(missing.slice(1))];
  const { method, path } = asked[1](world.ids);
  const slower = ofHidden > ofMissing ? 'hidden' : 'missing';
  const figures = { ours: Math.max(ofHidden, ofMissing), reference: Math.min(ofHidden, ofMissing) };
  const what = `${asked[0].id}: ${method} ${path.slice(0, 24)}… (${slower} is slower)`;
  return compare(what, 'ms', figures, { atMostTimes: TIMES });
}

try {
  const rows = [];
  for (const asked of OF_A_GROUP) {
    rows.push(await measured(asked));
  }
  report(
    'hidden',
    rows.filter(row => row !== null)
  );
} finally {
  await world.stop();
}
