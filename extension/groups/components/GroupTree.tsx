import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React, { useEffect } from 'react';

import type { IGroupsModel } from '../../tokens.js';
import { KeyedTree } from '../../ui/KeyedTree.js';
import { TreeHeading } from '../../ui/TreeHeading.js';
import { rowsOf, type Row } from '../sections.js';
import type { GroupsView } from '../view.js';
import { sectionTitle } from '../words.js';
import { GroupRow, rowId } from './GroupRow.js';

const LINE = 28;
const WITH_ANSWERS = 74;

interface GroupTreeProps {
  readonly model: IGroupsModel;
  readonly view: GroupsView;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

/** Groups by section: invitations, one's own, science domains. */
export function GroupTree(props: GroupTreeProps): JSX.Element {
  const { model, view, commands, trans, onChoose, onOpen } = props;
  const rows = rowsOf(model.groups, view);

  useEffect(() => {
    const panel = document.activeElement;
    if (panel?.classList.contains('labcommons-GroupsPanel')) {
      panel.querySelector<HTMLElement>('[role="tree"]')?.focus();
    }
  }, []);

  return (
    <>
      <KeyedTree
        className="labcommons-GroupsPanel-list"
        role="tree"
        label={trans.__('Groups')}
        rows={rows.map(row => ({
          row:
            row.kind === 'group' ? { kind: 'leaf', id: row.group.id, text: row.group.name } : row,
          elementId: rowId(keyOf(row)),
          height: row.kind === 'group' && row.section === 'invitations' ? WITH_ANSWERS : LINE
        }))}
        active={view.active}
        onActive={key => (model.find(key) ? onChoose(key) : (view.active = key))}
        onOpen={onOpen}
        onExpand={(section, isExpanded) => view.setExpanded(section, isExpanded)}
        renderRow={(index, style) => {
          const row = rows[index];
          if (!row) return null;
          if (row.kind === 'group') {
            const { group } = row;
            return (
              <GroupRow
                key={group.id}
                group={group}
                invitation={group.myState === 'invited' ? model.invitationTo(group.id) : null}
                isSelected={group.id === view.active}
                commands={commands}
                style={style}
                trans={trans}
                onSelect={() => onChoose(group.id)}
                onOpen={() => onOpen(group.id)}
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
        <p className="labcommons-GroupsPanel-nothing" role="status">
          {trans.__('No group matches “%1”.', view.filter.trim())}
        </p>
      )}
    </>
  );
}

function keyOf(row: Row): string {
  return row.kind === 'group' ? row.group.id : row.section;
}
