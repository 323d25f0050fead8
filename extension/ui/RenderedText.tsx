import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import React, { useEffect, useRef } from 'react';

import { renderText, type TextSurroundings } from './rendered-text.js';

/** A text of somebody else, rendered by JupyterLab and made harmless; as it was typed where that cannot be. */
export function RenderedText(props: {
  text: string;
  registry: IRenderMimeRegistry | null;
  surroundings: TextSurroundings;
}): JSX.Element {
  const { text, registry, surroundings } = props;
  const node = useRef<HTMLDivElement>(null);
  const around = useRef(surroundings);
  useEffect(() => {
    around.current = surroundings;
  });
  const { folder } = surroundings;
  useEffect(() => {
    const element = node.current;
    if (!element || !registry) return;
    const rendering = renderText(registry, text, element, {
      folder,
      imageAt: path => around.current.imageAt(path),
      openAt: path => around.current.openAt(path)
    });
    rendering.catch(() => element.replaceChildren(text));
    return () => void rendering.then(free => free()).catch(() => undefined);
  }, [text, registry, folder]);
  return (
    <div
      ref={node}
      className={
        registry
          ? 'labcommons-RenderedText jp-RenderedHTMLCommon jp-RenderedMarkdown'
          : 'labcommons-RenderedText labcommons-mod-plain'
      }
    >
      {registry ? null : text}
    </div>
  );
}
