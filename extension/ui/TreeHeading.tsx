import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

/** The line over a section of a tree: opens and closes it, and says how many there are. */
export function TreeHeading(props: {
  elementId: string;
  title: string;
  count: string;
  isExpanded: boolean;
  isActive: boolean;
  style: React.CSSProperties;
  onToggle: () => void;
}): JSX.Element {
  const { elementId, title, count, isExpanded, isActive, style, onToggle } = props;
  const Caret = isExpanded ? caretDownIcon : caretRightIcon;
  return (
    <div
      id={elementId}
      className="labcommons-TreeHeading"
      role="treeitem"
      aria-level={1}
      aria-expanded={isExpanded}
      aria-selected={isActive}
      style={style}
      onClick={onToggle}
    >
      <Caret.react tag="span" />
      <span>{title}</span>
      <span className="labcommons-TreeHeading-count">{count}</span>
    </div>
  );
}
