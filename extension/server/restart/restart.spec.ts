/** @jest-environment node */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Widget } from '@lumino/widgets';

import { fakeFetch, problem, type Asked } from '../../testing/fake-fetch';
import { RestartWatch } from './follow';
import { saveAll, unsavedDocuments, type Unsaved } from './unsaved';

const steps = (...all: object[]) =>
  new Response(all.map(step => `data: ${JSON.stringify(step)}\n\n`).join(''));

function watchOf(answers: ((asked: Asked) => Response)[], isBack = async () => false) {
  const { asked, client } = fakeFetch(one =>
    (answers.length > 1 ? answers.shift() : answers[0])!(one)
  );
  const watch = new RestartWatch({ client, name: 'default', isBack });
  const kinds: string[] = [];
  watch.changed.connect((_sender, { kind }) => void (kinds.at(-1) !== kind && kinds.push(kind)));
  return { watch, asked, kinds, run: () => watch.run(new AbortController().signal) };
}

test('a restart is followed to its end, over a stream that breaks and a hub that is away', async () => {
  const { watch, asked, run } = watchOf([
    () => steps({ progress: 1, message: 'Stopping the server' }),
    () => {
      throw new TypeError('fetch failed');
    },
    () =>
      steps(
        { progress: 1, message: 'Stopping the server' },
        { progress: 100, message: 'Ready', ready: true }
      )
  ]);
  await run();
  expect(watch.state).toEqual({ kind: 'ready' });
  expect(asked.map(({ path }) => path)).toEqual(Array(3).fill('/servers/default/progress'));
});

test('one that fails says why', async () => {
  const { watch, run } = watchOf([
    () => steps({ progress: 100, message: 'It ended', failed: true, logTail: 'Traceback' })
  ]);
  await run();
  expect(watch.state).toEqual({ kind: 'failed', reason: 'It ended', logTail: 'Traceback' });
});

test('when the hub no longer knows the page, the server itself is asked until it answers', async () => {
  const answers = [false, false, true];
  const { watch, asked, kinds, run } = watchOf(
    [() => steps({ progress: 60, message: 'Making' }), () => problem('not-signed-in', 401)],
    async () => {
      if (answers.length === 3) {
        answers.shift();
        throw new TypeError('fetch failed');
      }
      return answers.shift() ?? true;
    }
  );
  await run();
  expect(watch.state).toEqual({ kind: 'ready' });
  expect(kinds).toEqual(['followed', 'unseen', 'ready']);
  expect(asked).toHaveLength(2);
});

/** A document that saving leaves clean, unless it cannot be saved. */
function document(path: string, dirty: boolean, canSave = true) {
  const model = { dirty };
  const save = async () => {
    if (!canSave) throw new Error('read-only');
    model.dirty = false;
  };
  return { path, model, save } as unknown as Unsaved;
}

test('every unsaved document is saved once, and those that cannot be are told', async () => {
  const open = new Map<object, Unsaved>([
    [{}, document('a.ipynb', true)],
    [{}, document('b.ipynb', false)],
    [{}, document('c.txt', true, false)]
  ]);
  open.set({}, [...open.values()][0]!);
  const shell = { widgets: () => [{}, ...open.keys()] as unknown as IterableIterator<Widget> };
  const manager = {
    contextForWidget: (widget: Widget) => open.get(widget) as DocumentRegistry.Context | undefined
  };
  const unsaved = unsavedDocuments(shell, manager);
  expect(unsaved.map(({ path }) => path)).toEqual(['a.ipynb', 'c.txt']);
  expect((await saveAll(unsaved)).map(({ path }) => path)).toEqual(['c.txt']);
});
