import type { ReactElement } from 'react';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';

let root: Root | null = null;

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
// What the browser of these tests does not know of dialogs.
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

/** Shows something as the only content of the page. */
export async function show(element: ReactElement): Promise<void> {
  hide();
  const place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  await act(async () => root?.render(element));
}

export function hide(): void {
  act(() => root?.unmount());
  root = null;
  document.body.replaceChildren();
}

/** Waits until something is so; a busy machine may take its time. */
export async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = look();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`It did not come about:\n${document.body.textContent}`);
    }
    await act(() => new Promise(resolve => setTimeout(resolve, 5)));
  }
}

/** The element of a role with a name, as somebody who hears the page finds it. */
export function find(role: string, name: string | RegExp): HTMLElement | null {
  const all = document.querySelectorAll<HTMLElement>(SELECTORS[role] ?? `[role="${role}"]`);
  return (
    [...all].find(element => {
      const said = nameOf(element);
      return typeof name === 'string' ? said === name : name.test(said);
    }) ?? null
  );
}

export async function press(role: string, name: string | RegExp): Promise<void> {
  const element = await until(() => find(role, name));
  await act(async () => element.click());
}

export async function type(name: string | RegExp, text: string): Promise<void> {
  const input = (await until(() => find('textbox', name))) as HTMLInputElement;
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {};
  await act(async () => {
    set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

const SELECTORS: Record<string, string> = {
  button: 'button:not([role])',
  link: 'a[href]',
  radio: 'input[type="radio"]',
  checkbox: 'input[type="checkbox"]',
  textbox: 'input:not([type])',
  combobox: 'select',
  region: 'section[aria-label]'
};

function nameOf(element: HTMLElement): string {
  const labelled = element as HTMLInputElement;
  const label = labelled.labels?.[0];
  const text = element.getAttribute('aria-label') ?? (label ?? element).textContent ?? '';
  return text.replace(/\s+/g, ' ').trim();
}
