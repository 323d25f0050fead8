import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { SearchHit } from '../../../hub/contract/search.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { contextOf, iconOfHit } from '../words.js';

/** One thing that was found: what it is called, where it is, and the text around the words. */
export function ResultRow(props: {
  elementId: string;
  hit: SearchHit;
  trans: TranslationBundle;
  isActive: boolean;
  style: React.CSSProperties;
  onActive: () => void;
  onOpen: () => void;
}): JSX.Element {
  const { elementId, hit, trans, isActive, style, onActive, onOpen } = props;
  const Icon = iconOfHit(hit);
  const context = contextOf(hit, trans);
  return (
    <div
      id={elementId}
      className="labcommons-Search-item"
      role="treeitem"
      aria-level={2}
      aria-selected={isActive}
      aria-label={[hit.title, context].filter(Boolean).join(', ')}
      {...(hit.kind === 'file' && !hit.isFolder && { 'data-place': hit.id })}
      title={[hit.title, context, hit.snippet].filter(Boolean).join('\n')}
      style={style}
      onMouseDown={onActive}
      onClick={onOpen}
    >
      <Icon.react tag="span" className="labcommons-Search-icon" />
      <span className="labcommons-Search-words">
        <span className="labcommons-Search-line">
          <MiddleCut className="labcommons-Search-title" text={hit.title} title={hit.title} />
          {hit.snippet !== null && <span className="labcommons-Search-beside">{context}</span>}
        </span>
        <span className="labcommons-Search-context">{hit.snippet ?? context}</span>
      </span>
    </div>
  );
}
