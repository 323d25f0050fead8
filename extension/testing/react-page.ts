import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';

/** A place in the page where the tests of a file show things by React, anew for each of them. */
export function reactPage(): { readonly root: Root; readonly node: HTMLElement } {
  const page = {} as { root: Root; node: HTMLElement };
  beforeEach(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    page.node = document.body.appendChild(document.createElement('div'));
    page.root = createRoot(page.node);
  });
  afterEach(() => {
    act(() => page.root.unmount());
    page.node.remove();
  });
  return page;
}
