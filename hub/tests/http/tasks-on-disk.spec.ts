import { HOME, SCRATCH, startWithFiles } from './tasks-harness.js';

it.each([
  ['copy', ['submitted', 'name']],
  ['move', ['submitted', 'name', 'discard']]
] as const)(
  'what is about to be done in a %s is on the disk before it is done; nobody waits for it otherwise',
  async (kind, expected) => {
    const { world, kim } = await startWithFiles();
    const { database, activity, tasks } = world.hub as typeof world.hub & {
      database: typeof world.harness.parts.database;
    };
    const waited: string[] = [];
    let [lastStep, changes] = ['', 0];
    activity.onEvent((_user, event) => {
      if (event.type !== 'task') {
        return;
      }
      changes += 1;
      const waits = database.prepare<[], { synchronous: number }>('PRAGMA synchronous').get();
      const step = tasks.find(event.id)?.work.step?.do ?? (changes === 1 ? 'submitted' : '');
      expect([step, waits?.synchronous]).toEqual([step, step === '' ? 1 : 2]);
      if (step !== '' && step !== lastStep) {
        waited.push(step);
      }
      lastStep = step;
    });
    await world.done(kim, {
      kind,
      sources: [{ volume: HOME, path: 'note.txt' }],
      target: { volume: SCRATCH, path: '' }
    });
    expect(waited).toEqual(expected);
    expect(changes).toBeGreaterThan(expected.length + 2);
    await world.stop();
  }
);
