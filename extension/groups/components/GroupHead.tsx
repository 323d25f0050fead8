import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon, tabIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { mayDoInGroup, type Group } from '../../../hub/contract/groups.js';
import type { IGroupSelection } from '../../tokens.js';
import { openMenuOf } from '../../ui/open-menu.js';
import { CommandIDs } from '../command-ids.js';
import { CommandButton } from './CommandButton.js';

/** Name of the chosen group with what is done most; the rest is in its menu. */
export function GroupHead(props: {
  group: Group;
  selection: IGroupSelection;
  commands: CommandRegistry;
  /** In its tab, a group is not offered to be opened as one. */
  place: 'panel' | 'page';
  trans: TranslationBundle;
}): JSX.Element {
  const { group, selection, commands, place, trans } = props;
  const args = { id: group.id };
  const isInvited = group.myState === 'invited';
  const Title = place === 'page' ? 'h1' : 'h3';
  return (
    <header
      className="labcommons-GroupHead labcommons-Group"
      data-standing={isInvited ? 'invited' : group.myState === 'accepted' ? 'in' : 'out'}
      onMouseDown={() => selection.choose(group.id)}
    >
      <Title title={group.name}>{group.name}</Title>
      {isInvited && (
        <>
          <CommandButton
            commands={commands}
            id={CommandIDs.acceptInvitation}
            args={args}
            label={trans.__('Accept')}
            isMain={true}
          />
          <CommandButton
            commands={commands}
            id={CommandIDs.declineInvitation}
            args={args}
            label={trans.__('Decline')}
          />
        </>
      )}
      {!isInvited && mayDoInGroup(group, 'join') && (
        <CommandButton commands={commands} id={CommandIDs.joinGroup} args={args} isMain={true} />
      )}
      {mayDoInGroup(group, 'invite') && (
        <CommandButton commands={commands} id={CommandIDs.inviteMembers} args={args} />
      )}
      {place === 'panel' && (
        <button
          className="labcommons-IconButton"
          title={commands.caption(CommandIDs.openGroup, args)}
          aria-label={commands.label(CommandIDs.openGroup, args)}
          onClick={() => void commands.execute(CommandIDs.openGroup, args)}
        >
          <tabIcon.react tag="span" />
        </button>
      )}
      <button
        className="labcommons-IconButton"
        title={trans.__('What can be done with “%1”', group.name)}
        aria-label={trans.__('What can be done with “%1”', group.name)}
        aria-haspopup="menu"
        onClick={event => {
          selection.choose(group.id);
          openMenuOf(event.currentTarget);
        }}
      >
        <ellipsesIcon.react tag="span" />
      </button>
    </header>
  );
}
