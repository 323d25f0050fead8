import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import type { TextRenderer } from './components/PageText.js';

/**
 * Renders the page of a group as JupyterLab renders Markdown of strangers: nothing in it runs, and its links open
 * elsewhere.
 */
export function textRenderer(registry: IRenderMimeRegistry | null): TextRenderer {
  const parser = registry?.markdownParser;
  if (!registry || !parser) return null;
  return async (markdown, node) => {
    const { renderMarkdown } = await import('@jupyterlab/rendermime');
    await renderMarkdown({
      host: node,
      source: markdown,
      trusted: false,
      sanitizer: registry.sanitizer,
      resolver: null,
      linkHandler: null,
      shouldTypeset: false,
      latexTypesetter: null,
      markdownParser: parser
    });
    for (const link of node.querySelectorAll('a')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    }
  };
}
