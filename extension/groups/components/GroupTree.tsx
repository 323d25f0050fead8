import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import type { IGroupsModel } from '../../tokens.js';
import { LINE, SectionTree } from '../../ui/SectionTree.js';
import { rowsOf } from '../sections.js';
import type { GroupsView } from '../view.js';
import { sectionTitle } from '../words.js';
import { GroupRow, rowId } from './GroupRow.js';

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
  return (
    <SectionTree
      panel="labcommons-GroupsPanel"
      label={trans.__('Groups')}
      nothing={trans.__('No group matches “%1”.', view.filter.trim())}
      view={view}
      rows={rowsOf(model.groups, view)}
      leafOf={(group, section) => ({
        id: group.id,
        text: group.name,
        height: section === 'invitations' ? WITH_ANSWERS : LINE
      })}
      elementIdOf={rowId}
      titleOf={section => sectionTitle(section, trans)}
      renderItem={(group, style) => (
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
      )}
      onActive={key => (model.find(key) ? onChoose(key) : (view.active = key))}
      onOpen={onOpen}
    />
  );
}
