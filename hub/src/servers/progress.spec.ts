import { ProgressLog } from './progress.js';

async function all(log: ProgressLog) {
  const steps = [];
  for await (const step of log.follow()) {
    steps.push(step);
  }
  return steps;
}

describe('ProgressLog', () => {
  it('tells everything to those who come early and late, once', async () => {
    const log = new ProgressLog();
    const early = all(log);
    log.add({ progress: 10, message: 'a' });
    const between = all(log);
    log.add({ progress: 100, message: 'b', ready: true });
    const late = await all(log);
    expect(late.map(({ message }) => message)).toEqual(['a', 'b']);
    expect(await early).toEqual(late);
    expect(await between).toEqual(late);
  });

  it('never goes back, repeats nothing, and ends with its end', async () => {
    const log = new ProgressLog();
    log.add({ progress: 50, message: 'a' });
    log.add({ progress: 2, message: 'b' });
    log.add({ progress: 60, message: 'b' });
    log.add({ progress: 100, message: 'c', failed: true });
    log.add({ progress: 100, message: 'd', ready: true });
    expect((await all(log)).map(({ progress, message }) => [progress, message])).toEqual([
      [50, 'a'],
      [50, 'b'],
      [100, 'c']
    ]);
  });
});
