import type { TranslationBundle } from '@jupyterlab/translation';
import { usersIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { mayDoInGroup, type Group, type Invitation } from '../../../hub/contract/groups.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { MoreButton } from '../../ui/MoreButton.js';
import { domainIcon, invitationIcon } from '../../ui/icons.js';
import { CommandIDs } from '../command-ids.js';
import { invitationWords, membersCount, standing } from '../words.js';
import { CommandButton } from './CommandButton.js';

interface GroupRowProps {
  readonly group: Group;
  /** Null unless the user is invited to the group. */
  readonly invitation: Invitation | null;
  readonly isSelected: boolean;
  readonly commands: CommandRegistry;
  readonly style: React.CSSProperties;
  readonly trans: TranslationBundle;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

/** One group in the list; an invitation has its two answers below. */
export function GroupRow(props: GroupRowProps): JSX.Element {
  const { group, invitation, isSelected, commands, style, trans, onSelect, onOpen } = props;
  const isDomain = group.kind === 'scienceDomain';
  const Icon = invitation ? invitationIcon : isDomain ? domainIcon : usersIcon;
  const part = invitation ? invitationWords(invitation, trans) : standing(group, trans);
  const count = membersCount(group, trans);
  const args = { id: group.id };
  return (
    <div
      id={rowId(group.id)}
      className="labcommons-Panel-item labcommons-GroupsPanel-item labcommons-Group"
      role="treeitem"
      aria-level={2}
      aria-selected={isSelected}
      aria-label={[group.name, part, invitation ? '' : count].filter(Boolean).join(', ')}
      data-standing={invitation ? 'invited' : group.myState === 'accepted' ? 'in' : 'out'}
      data-kind={group.kind}
      style={style}
      onMouseDown={onSelect}
      onDoubleClick={onOpen}
    >
      <Icon.react tag="span" className="labcommons-RowIcon" />
      <MiddleCut
        className="labcommons-GroupsPanel-name"
        text={group.name}
        title={group.description ? `${group.name}\n${group.description}` : group.name}
      />
      {!invitation && (
        <span className="labcommons-GroupsPanel-part" title={count}>
          {part ? `${part} · ${group.members}` : group.members}
        </span>
      )}
      <MoreButton name={group.name} className="labcommons-More" trans={trans} />
      {!invitation && mayDoInGroup(group, 'join') && (
        <CommandButton commands={commands} id={CommandIDs.joinGroup} args={args} tabIndex={-1} />
      )}
      {invitation && (
        <span className="labcommons-GroupsPanel-from" title={part}>
          {part}
        </span>
      )}
      {invitation && (
        <span className="labcommons-GroupsPanel-answers">
          <CommandButton
            commands={commands}
            id={CommandIDs.acceptInvitation}
            args={args}
            label={trans.__('Accept')}
            isMain={true}
            tabIndex={-1}
          />
          <CommandButton
            commands={commands}
            id={CommandIDs.declineInvitation}
            args={args}
            label={trans.__('Decline')}
            tabIndex={-1}
          />
        </span>
      )}
    </div>
  );
}

/** Id of a row's element, for `aria-activedescendant`. */
export function rowId(key: string): string {
  return `labcommons-group-${key}`;
}
