import React, { useEffect, useRef } from 'react';

/** Renders Markdown of somebody else into a node, made harmless; null where there is nothing to render it with. */
export type TextRenderer = ((markdown: string, node: HTMLElement) => Promise<void>) | null;

/** A text in Markdown, or as it was typed where Markdown cannot be rendered. */
export function PageText(props: { text: string; render: TextRenderer }): JSX.Element {
  const { text, render } = props;
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = node.current;
    if (!element || !render) return;
    element.replaceChildren();
    void render(text, element);
  }, [text, render]);
  return (
    <div
      ref={node}
      className={
        render
          ? 'labcommons-PageText jp-RenderedHTMLCommon jp-RenderedMarkdown'
          : 'labcommons-PageText'
      }
    >
      {render ? null : text}
    </div>
  );
}
