import '../testing/browser-parts.js';

import { ReactWidget } from '@jupyterlab/ui-components';
import { createElement, Fragment } from 'react';

import { FormDialog } from './FormDialog.js';

class NameDialog extends FormDialog {
  constructor(focus?: string) {
    super({
      title: 'A name',
      body: ReactWidget.create(
        createElement(Fragment, null, createElement('input'), createElement('textarea'))
      ),
      cancelLabel: 'Cancel',
      okLabel: 'Send',
      sendingLabel: 'Sending…',
      ...(focus && { focus })
    });
  }

  readonly part = (selector: string) => this.node.querySelector<HTMLElement>(selector);

  protected override send(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

let behind: HTMLElement;
let dialog: NameDialog;
/** What waits for a moment in which the page has nothing else to do. */
let waiting: (() => void)[];

async function open(focus?: string): Promise<void> {
  dialog = new NameDialog(focus);
  void dialog.launch().catch(() => undefined);
  while (!dialog.part('textarea')) await new Promise(resolve => setTimeout(resolve));
}

/** The page has nothing else to do. */
async function idle(): Promise<void> {
  waiting.forEach(act => act());
  await dialog.ready;
}

beforeEach(() => {
  waiting = [];
  window.requestIdleCallback = act => waiting.push(act as () => void);
  behind = document.body.appendChild(document.createElement('input'));
  behind.focus();
});
afterEach(() => {
  dialog.dispose();
  document.body.replaceChildren();
});

it('takes what is typed from the moment it is there', async () => {
  await open('input');
  expect(document.activeElement).toBe(dialog.part('.jp-mod-accept'));
  await idle();
  expect(document.activeElement).toBe(dialog.part('.jp-Dialog-body input'));
});

it.each(['input', undefined])(
  'leaves the focus where somebody is typing by then (first focus: %s)',
  async focus => {
    await open(focus);
    dialog.part('textarea')?.focus();
    await idle();
    expect(document.activeElement).toBe(dialog.part('textarea'));
  }
);

it('keeps the focus when something behind it asks for it', async () => {
  await open('input');
  await idle();
  behind.focus();
  expect(document.activeElement).toBe(dialog.part('.jp-Dialog-body input'));
  dialog.part('textarea')?.focus();
  behind.focus();
  expect(document.activeElement).toBe(dialog.part('textarea'));
});

it('gives the focus to its button when what had it is gone', async () => {
  await open();
  await idle();
  const typed = dialog.part('textarea') as HTMLElement;
  typed.focus();
  const { parentElement } = typed;
  typed.remove();
  behind.focus();
  expect(document.activeElement).toBe(dialog.part('.jp-mod-accept'));
  parentElement?.append(typed);
});
