import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import type { SearchHit, SearchKind } from '../../../hub/contract/search.js';
import type { IHubSearch } from '../../tokens.js';
import { Failure } from '../../ui/Failure.js';
import { KeyedTree, type KeyedRow } from '../../ui/KeyedTree.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { TreeHeading } from '../../ui/TreeHeading.js';
import { useSignal } from '../../ui/use-signal.js';
import { keyOfHit, resultRows, type ResultRow as Row } from '../rows.js';
import { kindTitle } from '../words.js';
import { ResultRow } from './ResultRow.js';

const HEADING_HEIGHT = 28;
const ROW_HEIGHT = 38;

interface SearchResultsProps {
  readonly search: IHubSearch;
  readonly trans: TranslationBundle;
  /** Whether the panel lists a volume already because of its name. */
  readonly isListed: (hit: SearchHit) => boolean;
  /** Whether the panel lists any. */
  readonly listsSome: boolean;
}

/** What the hub has found for the words in the field, by kind. */
export function SearchResults(props: SearchResultsProps): JSX.Element | null {
  const { search, trans, isListed, listsSome } = props;
  useSignal(search.changed);
  const { state } = search;
  switch (state.kind) {
    case 'idle':
      return null;
    case 'loading':
      return <Skeleton label={trans.__('Searching')} />;
    case 'failed':
      return (
        <Failure
          title={trans.__('The search failed')}
          error={state.error}
          trans={trans}
          onRetry={() => search.retry()}
        />
      );
    case 'ready': {
      const nothing = state.hits.every(hit => hit.kind === 'volume' && isListed(hit));
      return (
        <>
          {nothing ? (
            !listsSome && (
              <p className="labcommons-Panel-nothing" role="status">
                {trans.__('Nothing found for “%1” in what you may see.', state.text)}
              </p>
            )
          ) : (
            <Results {...props} state={state} />
          )}
          {state.partial.length > 0 && (
            <p className="labcommons-Search-partial">
              {trans.__('Too large to be searched as a whole: %1', state.partial.join(', '))}
            </p>
          )}
        </>
      );
    }
  }
}

type Ready = Extract<IHubSearch['state'], { kind: 'ready' }>;

function Results(props: SearchResultsProps & { state: Ready }): JSX.Element {
  const { search, state, trans, isListed } = props;
  const [collapsed, setCollapsed] = useState<ReadonlySet<SearchKind>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const rows = resultRows(state, { collapsed, isListed });
  const open = (key: string) => {
    const hit = state.hits.find(each => keyOfHit(each) === key);
    const row = rows.find(each => each.kind === 'more' && each.key === key);
    if (hit) search.open(hit);
    else if (row?.kind === 'more') void search.more(row.section).catch(() => undefined);
  };
  const expand = (section: SearchKind, isExpanded: boolean) => {
    const next = new Set(collapsed);
    if (isExpanded) next.delete(section);
    else next.add(section);
    setCollapsed(next);
  };
  return (
    <KeyedTree<SearchKind>
      className="labcommons-Search-list"
      label={trans.__('Found')}
      role="tree"
      rows={rows.map(row => keyedRow(row, trans))}
      active={active}
      onActive={setActive}
      onOpen={open}
      onExpand={expand}
      renderRow={(index, style) => {
        const row = rows[index];
        if (!row) return null;
        if (row.kind === 'heading') {
          return (
            <TreeHeading
              key={row.section}
              elementId={elementId(row.section)}
              title={kindTitle(row.section, trans)}
              count={row.count}
              isExpanded={row.expanded}
              isActive={active === row.section}
              style={style}
              onToggle={() => {
                setActive(row.section);
                expand(row.section, !row.expanded);
              }}
            />
          );
        }
        if (row.kind === 'more') {
          return (
            <div
              key={row.key}
              id={elementId(row.key)}
              className="labcommons-Search-more"
              role="treeitem"
              aria-level={2}
              aria-selected={active === row.key}
              style={style}
              onMouseDown={() => setActive(row.key)}
              onClick={() => open(row.key)}
            >
              {trans.__('Show more')}
            </div>
          );
        }
        return (
          <ResultRow
            key={row.key}
            elementId={elementId(row.key)}
            hit={row.hit}
            trans={trans}
            isActive={active === row.key}
            style={style}
            onActive={() => setActive(row.key)}
            onOpen={() => open(row.key)}
          />
        );
      }}
    />
  );
}

function keyedRow(row: Row, trans: TranslationBundle): KeyedRow<SearchKind> {
  if (row.kind === 'heading') {
    const { section, expanded } = row;
    return {
      row: { kind: 'heading', section, expanded },
      elementId: elementId(section),
      height: HEADING_HEIGHT
    };
  }
  const text = row.kind === 'hit' ? row.hit.title : trans.__('Show more');
  return {
    row: { kind: 'leaf', id: row.key, text },
    elementId: elementId(row.key),
    height: row.kind === 'hit' ? ROW_HEIGHT : HEADING_HEIGHT
  };
}

function elementId(key: string): string {
  return `labcommons-found-${encodeURIComponent(key)}`;
}
