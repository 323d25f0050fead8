import { type Release, Turns, turnLimits } from './turns.js';

const FOREVER = new AbortController().signal;

/** Takes a turn and says whether it has come. */
function wait(turns: Turns, who: string, signal = FOREVER) {
  const state = { has: false, left: false, release: (() => undefined) as Release };
  void turns.take(who, signal)?.then(
    release => Object.assign(state, { has: true, release }),
    () => (state.left = true)
  );
  return state;
}

const settled = () => new Promise(resolve => setImmediate(resolve));

it('lets no more at work than it may, in their order', async () => {
  const turns = new Turns({ atOnce: 2, eachAtOnce: 2, eachWaiting: 9 });
  const [a, b, c, d] = ['kim', 'ada', 'kim', 'lee'].map(who => wait(turns, who));
  await settled();
  expect([a, b, c, d].map(each => each?.has)).toEqual([true, true, false, false]);
  b?.release();
  b?.release();
  await settled();
  expect([c, d].map(each => each?.has)).toEqual([true, false]);
});

it('lets nobody crowd out the others', async () => {
  const turns = new Turns(turnLimits(4));
  const kims = Array.from({ length: 4 }, () => wait(turns, 'kim'));
  const ada = wait(turns, 'ada');
  await settled();
  expect(kims.map(({ has }) => has)).toEqual([true, true, false, false]);
  expect(ada.has).toBe(true);
  kims[0]?.release();
  await settled();
  expect(kims.map(({ has }) => has)).toEqual([true, true, true, false]);
});

it('lets nobody wait for too many', () => {
  const turns = new Turns({ atOnce: 1, eachAtOnce: 1, eachWaiting: 1 });
  wait(turns, 'kim');
  wait(turns, 'kim');
  expect(turns.take('kim', FOREVER)).toBeNull();
  expect(turns.take('ada', FOREVER)).not.toBeNull();
});

it('forgets who waits no more', async () => {
  const turns = new Turns({ atOnce: 1, eachAtOnce: 1, eachWaiting: 1 });
  const gone = new AbortController();
  const first = wait(turns, 'kim');
  const second = wait(turns, 'ada', gone.signal);
  const third = wait(turns, 'lee');
  gone.abort();
  await settled();
  expect(second.left).toBe(true);
  first.release();
  await settled();
  expect([second.has, third.has]).toEqual([false, true]);
  expect(turns.take('kim', gone.signal)).rejects.toBeDefined();
});

it.each([
  [1, 1, 1],
  [2, 1, 2],
  [4, 2, 4],
  [5, 2, 5]
])('of %d turns one has %d at once', (atOnce, eachAtOnce, eachWaiting) => {
  expect(turnLimits(atOnce)).toEqual({ atOnce, eachAtOnce, eachWaiting });
});
