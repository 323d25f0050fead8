import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { PATH, harmless, pathFrom } from './strange-html.js';

/** What lies beside a text: how its pictures are read, and its links opened. */
export interface TextSurroundings {
  /** Path of the folder in which the text lies; empty for the top. */
  readonly folder: string;
  /** The picture at a path, or null when there is none that can be shown. */
  readonly imageAt: (path: string) => Promise<Blob | null>;
  readonly openAt: (path: string) => void;
}

/**
 * Renders Markdown or HTML of strangers as JupyterLab renders it: sanitised, with math. Nothing in it runs, and nothing
 * is loaded but pictures that lie beside it.
 * @returns how to free what the pictures hold
 */
export async function renderText(
  registry: IRenderMimeRegistry,
  text: string,
  node: HTMLElement,
  surroundings: TextSurroundings
): Promise<() => void> {
  const { markdownParser, latexTypesetter, sanitizer } = registry;
  const { renderMarkdown } = await import('@jupyterlab/rendermime');
  const host = document.createElement('div');
  await renderMarkdown({
    host,
    source: text,
    trusted: false,
    sanitizer: {
      ...sanitizer,
      sanitize: (dirty, options) => harmless(sanitizer.sanitize(dirty, options))
    },
    resolver: null,
    linkHandler: null,
    shouldTypeset: true,
    latexTypesetter,
    markdownParser: markdownParser ?? { render: source => Promise.resolve(source) }
  });
  node.replaceChildren(...host.childNodes);
  const urls: string[] = [];
  let isFreed = false;
  const show = async (image: HTMLImageElement) => {
    const path = pathFrom(surroundings.folder, image.getAttribute(PATH) ?? '');
    const blob = path ? await surroundings.imageAt(path).catch(() => null) : null;
    if (isFreed) return;
    if (!blob) {
      image.replaceWith(image.alt || (image.getAttribute(PATH) ?? ''));
      return;
    }
    const url = URL.createObjectURL(blob);
    urls.push(url);
    image.src = url;
  };
  for (const image of node.querySelectorAll<HTMLImageElement>(`img[${PATH}]`)) void show(image);
  for (const link of node.querySelectorAll<HTMLAnchorElement>(`a[${PATH}]`)) {
    link.addEventListener('click', event => {
      event.preventDefault();
      const path = pathFrom(surroundings.folder, link.getAttribute(PATH) ?? '');
      if (path !== null) surroundings.openAt(path);
    });
  }
  return () => {
    isFreed = true;
    urls.forEach(url => URL.revokeObjectURL(url));
  };
}
