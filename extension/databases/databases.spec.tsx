import '../testing/browser-parts';

import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import React, { act } from 'react';

import type { Database, QueryAnswer } from '../../hub/contract/databases';
import { HubError } from '../api/hub-error';
import { FakeEvents } from '../testing/fake-events';
import { reactPage } from '../testing/react-page';
import { makeDatabase, makeTable } from '../testing/sample-databases';
import type { ListState, IDatabasesModel, SchemaState } from '../tokens';
import { DatabasesView as Panel } from './components/DatabasesView';
import { ResultTable } from './query/components/ResultTable';
import { keyOf } from './sections';
import { DatabasesView } from './view';

const trans = nullTranslator.load('labcommons');
const STARS = makeDatabase(1, 'kim/stars');

const page = reactPage();

function modelWith(
  state: ListState,
  databases: readonly Database[],
  more: { mostPerUser?: number; schema?: SchemaState } = {}
) {
  const owner = {};
  const limits = { mostPerUser: more.mostPerUser ?? 20 };
  return {
    user: 'kim',
    state,
    databases,
    limits,
    changed: new Signal<object, void>(owner),
    find: (id: string) => databases.find(database => database.id === id) ?? null,
    refresh: jest.fn(async () => undefined),
    schemaOf: () => more.schema ?? null,
    readSchema: jest.fn(async () => more.schema)
  };
}

function show(model: ReturnType<typeof modelWith>, view = new DatabasesView()) {
  const onOpen = jest.fn();
  const onNew = jest.fn();
  act(() =>
    page.root.render(
      <Panel
        model={model as unknown as IDatabasesModel}
        events={new FakeEvents()}
        view={view}
        trans={trans}
        onOpen={onOpen}
        onNew={onNew}
      />
    )
  );
  const rows = () => [...page.node.querySelectorAll('[role="treeitem"]')];
  const row = (name: string) =>
    rows().find(each => each.getAttribute('aria-label')?.startsWith(name)) as HTMLElement;
  const press = (text: string) =>
    act(() => {
      const buttons = [...page.node.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent?.includes(text))?.click();
    });
  return { onOpen, onNew, rows, row, press };
}

describe('the panel', () => {
  it('says that there is nothing yet, and begins', () => {
    const { onNew, press } = show(modelWith({ kind: 'ready' }, []));
    expect(page.node.textContent).toContain('No databases yet');
    press('New database…');
    expect(onNew).toHaveBeenCalled();
  });

  it('says that this hub has none, and offers none', () => {
    show(modelWith({ kind: 'ready' }, [], { mostPerUser: 0 }));
    expect(page.node.textContent).toContain('No databases at this hub');
    expect(page.node.querySelector('button')).toBeNull();
  });

  it('says why the list could not be read, and reads it again', () => {
    const error = new HubError('files-unavailable', 'The disk does not answer');
    const model = modelWith({ kind: 'failed', error }, []);
    const { press } = show(model);
    expect(page.node.querySelector('[role="alert"]')?.textContent).toContain(
      'The disk does not answer'
    );
    press('Try again');
    expect(model.refresh).toHaveBeenCalled();
  });

  it('opens a database to its tables by a click, and a tab by two', () => {
    const schema: SchemaState = {
      kind: 'ready',
      tables: [makeTable('plates', ['id integer', 'taken text'], { rows: 3 })]
    };
    const model = modelWith({ kind: 'ready' }, [STARS], { schema });
    const { onOpen, row, rows } = show(model);
    act(() => row('stars').click());
    expect(model.readSchema).toHaveBeenCalledWith(STARS.id);
    expect(row('plates').getAttribute('aria-level')).toBe('3');
    act(() => row('plates').click());
    expect(row('taken').textContent).toContain('TEXT');
    act(() => {
      row('plates').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    });
    expect(onOpen).toHaveBeenLastCalledWith(keyOf(STARS.id, 'plates'));
    act(() => {
      const caret = row('stars').querySelector<HTMLElement>('.labcommons-DatabasesPanel-caret');
      caret?.click();
    });
    expect(rows()).toHaveLength(2);
  });

  it('says in the tree why tables could not be read, and reads them again', () => {
    const schema: SchemaState = {
      kind: 'failed',
      error: new HubError('limit-reached', 'Too slow')
    };
    const model = modelWith({ kind: 'ready' }, [STARS], { schema });
    const view = new DatabasesView();
    view.expand(keyOf(STARS.id), true);
    const { press } = show(model, view);
    expect(page.node.textContent).toContain('Too slow');
    press('Try again');
    expect(model.readSchema).toHaveBeenCalledWith(STARS.id);
  });
});

describe('rows of an answer', () => {
  const ANSWER: QueryAnswer = {
    columns: [
      { name: 'id', type: 'bigInteger' },
      { name: 'name', type: 'text' }
    ],
    rows: Array.from({ length: 10_000 }, (_, at) => [
      `${9_007_199_254_740_993n + BigInt(at)}`,
      at === 1 ? null : `star ${at}`
    ]),
    truncated: true,
    changes: 0,
    milliseconds: 5
  };

  it('are made only where they are seen, and say how many there are', () => {
    act(() => page.root.render(<ResultTable answer={ANSWER} trans={trans} />));
    const table = page.node.querySelector('[role="table"]') as HTMLElement;
    const texts = () =>
      [...table.querySelectorAll('[role="cell"]')].map(({ textContent }) => textContent);
    expect(table.getAttribute('aria-rowcount')).toBe('10001');
    expect(texts().slice(0, 4)).toEqual(['9007199254740993', 'star 0', '9007199254740994', 'NULL']);
    expect(texts().length).toBeLessThan(200);
    act(() => {
      table.scrollTop = 5_000 * 24;
      table.dispatchEvent(new Event('scroll'));
    });
    expect(texts()).toContain('star 5000');
    expect(texts()).not.toContain('star 0');
    expect(texts().length).toBeLessThan(200);
  });

  it('tell numbers, texts and nothing apart', () => {
    act(() => page.root.render(<ResultTable answer={ANSWER} trans={trans} />));
    const kinds = [...page.node.querySelectorAll('[role="cell"]')]
      .slice(0, 4)
      .map(cell => cell.getAttribute('data-kind'));
    expect(kinds).toEqual(['number', 'text', 'number', 'null']);
    const heads = [...page.node.querySelectorAll('[role="columnheader"]')];
    expect(heads.map(head => head.getAttribute('data-numeric'))).toEqual(['true', 'false']);
  });
});
