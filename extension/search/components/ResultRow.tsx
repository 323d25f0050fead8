import React from 'react';

import type { SearchHit } from '../../../hub/contract/search.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { iconOfHit } from '../words.js';

/** One thing that was found: what it is called, where it is, and the text around the words. */
export function ResultRow(props: {
  elementId: string;
  hit: SearchHit;
  isActive: boolean;
  style: React.CSSProperties;
  onActive: () => void;
  onOpen: () => void;
}): JSX.Element {
  const { elementId, hit, isActive, style, onActive, onOpen } = props;
  const Icon = iconOfHit(hit);
  return (
    <div
      id={elementId}
      className="labcommons-Search-item"
      role="treeitem"
      aria-level={2}
      aria-selected={isActive}
      aria-label={[hit.title, hit.context].filter(Boolean).join(', ')}
      title={[hit.title, hit.context, hit.snippet].filter(Boolean).join('\n')}
      style={style}
      onMouseDown={onActive}
      onClick={onOpen}
    >
      <Icon.react tag="span" className="labcommons-Search-icon" />
      <span className="labcommons-Search-words">
        <span className="labcommons-Search-line">
          <MiddleCut className="labcommons-Search-title" text={hit.title} title={hit.title} />
          {hit.snippet !== null && <span className="labcommons-Search-beside">{hit.context}</span>}
        </span>
        <span className="labcommons-Search-context">{hit.snippet ?? hit.context}</span>
      </span>
    </div>
  );
}
