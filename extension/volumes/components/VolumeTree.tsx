import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect } from 'react';

import type { IVolumesModel } from '../../tokens.js';
import { KeyedTree } from '../../ui/KeyedTree.js';
import { TreeHeading } from '../../ui/TreeHeading.js';
import { rowsOf, type Row } from '../sections.js';
import type { VolumesView } from '../view.js';
import { sectionTitle } from '../words.js';
import { VolumeRow, rowId } from './VolumeRow.js';

const LINE = 28;

interface VolumeTreeProps {
  readonly model: IVolumesModel;
  readonly view: VolumesView;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
}

/** Volumes by whose they are, as a tree that arrows, letters, Home, End, Enter and the menu key work on. */
export function VolumeTree(props: VolumeTreeProps): JSX.Element {
  const { model, view, trans, onOpen } = props;
  const rows = rowsOf(model.volumes, {
    user: model.user,
    filter: view.filter,
    collapsed: view.collapsed
  });

  useEffect(() => {
    const panel = document.activeElement;
    if (panel?.classList.contains('labcommons-VolumesPanel')) {
      panel.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, []);

  return (
    <>
      <KeyedTree
        className="labcommons-VolumesPanel-list"
        role="tree"
        label={trans.__('Volumes')}
        rows={rows.map(row => ({
          row:
            row.kind === 'volume'
              ? { kind: 'leaf', id: row.volume.id, text: row.volume.title }
              : row,
          elementId: rowId(keyOf(row)),
          height: LINE
        }))}
        active={view.active}
        onActive={key => (view.active = key)}
        onOpen={onOpen}
        onExpand={(section, isExpanded) => view.setExpanded(section, isExpanded)}
        renderRow={(index, style) => {
          const row = rows[index];
          if (!row) return null;
          if (row.kind === 'volume') {
            return (
              <VolumeRow
                key={row.volume.id}
                volume={row.volume}
                user={model.user}
                isSelected={row.volume.id === view.active}
                isOpen={row.volume.id === view.opened}
                style={style}
                trans={trans}
                onSelect={() => (view.active = row.volume.id)}
                onOpen={() => onOpen(row.volume.id)}
              />
            );
          }
          return (
            <TreeHeading
              key={row.section}
              elementId={rowId(row.section)}
              title={sectionTitle(row.section, trans)}
              count={String(row.count)}
              isExpanded={row.expanded}
              isActive={row.section === view.active}
              style={style}
              onToggle={() => {
                view.active = row.section;
                view.setExpanded(row.section, !row.expanded);
              }}
            />
          );
        }}
      />
      {rows.length === 0 && (
        <p className="labcommons-VolumesPanel-nothing" role="status">
          {trans.__('No volume matches “%1”.', view.filter.trim())}
        </p>
      )}
    </>
  );
}

function keyOf(row: Row): string {
  return row.kind === 'volume' ? row.volume.id : row.section;
}
