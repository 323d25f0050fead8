// Searches over a million names of files, as a panel asks for them, beside what they may take.
import { setImmediate as soon } from 'node:timers/promises';

import { Harness, type SignedInClient } from '../hub/tests/http/harness.js';
import { SearchStore } from '../hub/src/search/store.js';
import { compare, median, report } from './report.js';

const NAMES = 1_000_000;
const MILLISECONDS = 50;
const ROUNDS = 40;
const WORDS = ['spectra', 'plot', 'run', 'fit', 'galaxy', 'image', 'model', 'night', 'survey'];

const harness = await Harness.start({ whole: true });
const { database } = harness.parts;
const kim = await harness.withToken('kim');
const eve = await harness.withToken('eve');

/** All names in one volume of Kim's, in folders of a thousand; a few in one of Eve's. */
async function fill(): Promise<number> {
  const store = new SearchStore(database);
  const numberOf = async (client: SignedInClient) => {
    const { items } = (await client.api('GET', '/volumes?kind=mine')).json();
    return store.ensureVolume(items[0].id).number;
  };
  const [large, small] = [await numberOf(kim), await numberOf(eve)];
  const word = (n: number) => WORDS[n % WORDS.length] ?? '';
  const name = (n: number) => `${word(n)}_${word(n >> 3)}-${String(n).padStart(7, '0')}.fits`;
  const begin = performance.now();
  for (let at = 0; at < NAMES; at += 1000) {
    database.transaction(() => {
      const folder = `${word(at / 1000)}/${at / 1000}`;
      for (let n = at; n < at + 1000; n++) {
        store.add(large, { folder, name: name(n), isFolder: false });
      }
    });
    await soon();
  }
  const seconds = (performance.now() - begin) / 1000;
  store.add(small, { folder: '', name: name(1), isFolder: false });
  for (const number of [large, small]) {
    store.wasRead(number, new Date().toISOString(), false);
  }
  return seconds;
}

async function asked(what: string, by: SignedInClient, q: string, kind = '') {
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const begin = performance.now();
    const { status } = await by.api('GET', `/search?q=${encodeURIComponent(q)}${kind}`);
    ours.push(performance.now() - begin);
    if (status !== 200) {
      throw new Error(`"${q}" was answered with ${status}`);
    }
  }
  const figures = { ours: median(ours.slice(1)), reference: MILLISECONDS };
  return compare(what, 'ms', figures, { atMostTimes: 1 });
}

try {
  const seconds = await fill();
  console.log(`${NAMES} names indexed in ${seconds.toFixed(1)} s`);
  report('search', [
    await asked('one letter', kim, 's'),
    await asked('four letters that begin a ninth of all names', kim, 'spec'),
    await asked('a word of every name', kim, 'fits'),
    await asked('three words, beginnings', kim, 'gal fi 0001'),
    await asked('a phrase', kim, '"galaxy spectra"'),
    await asked('one file by its number', kim, '0654321'),
    await asked('nothing like it', kim, 'unheard-of words'),
    await asked('files only, all that are told', kim, 'survey', '&kind=file&limit=200'),
    await asked('by who sees none of them', eve, 'spec')
  ]);
} finally {
  await harness.stop();
}
