import { Widget } from '@lumino/widgets';

/** The heading at the left end of a side panel's toolbar. */
export function panelTitle(text: string): Widget {
  const widget = new Widget();
  widget.addClass('labcommons-PanelTitle');
  const heading = document.createElement('h2');
  heading.textContent = text;
  widget.node.append(heading);
  return widget;
}
