/** What jsdom has not, and JupyterLab's packages ask for as soon as they are loaded: to be imported before them. */
Object.assign(globalThis, { DragEvent: class extends Event {} });
if (typeof window !== 'undefined') {
  window.matchMedia = query =>
    Object.assign(new EventTarget(), {
      matches: false,
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined
    });
}

export {};
