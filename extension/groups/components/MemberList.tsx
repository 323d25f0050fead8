import type { TranslationBundle } from '@jupyterlab/translation';
import { ellipsesIcon, userIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { mayDoInGroup, type Group, type Member } from '../../../hub/contract/groups.js';
import type { IGroupSelection } from '../../tokens.js';
import { KeyedTree } from '../../ui/KeyedTree.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { formatAbsolute } from '../../ui/moments.js';
import { openMenuOf } from '../../ui/open-menu.js';
import { useSignal } from '../../ui/use-signal.js';
import { CommandIDs } from '../command-ids.js';
import { nameOf } from '../members.js';
import { memberStanding } from '../words.js';
import { CommandButton } from './CommandButton.js';

const LINE = 28;

interface MemberListProps {
  readonly group: Group;
  readonly members: readonly Member[];
  readonly selection: IGroupSelection;
  readonly commands: CommandRegistry;
  /** Tells the list in the panel and the one in a tab apart. */
  readonly place: 'panel' | 'page';
  readonly trans: TranslationBundle;
}

/** Who is in a group and who is invited; for those who look after it, with what they can do. */
export function MemberList(props: MemberListProps): JSX.Element {
  const { group, members, selection, place, trans } = props;
  useSignal(selection.changed);
  const active = selection.group === group.id ? selection.member : null;
  const choose = (name: string) => selection.choose(group.id, name);
  const elementId = (name: string) => `labcommons-member-${place}-${group.id}-${name}`;
  return (
    <KeyedTree
      className="labcommons-Panel-list labcommons-Members"
      role="listbox"
      label={trans.__('Members of “%1”', group.name)}
      rows={members.map(member => ({
        row: { kind: 'leaf', id: member.user.name, text: nameOf(member) },
        elementId: elementId(member.user.name),
        height: LINE
      }))}
      active={active}
      onActive={choose}
      onOpen={name => {
        const element = document.getElementById(elementId(name));
        if (element) openMenuOf(element);
      }}
      renderRow={(index, style) => {
        const member = members[index];
        return member ? (
          <MemberRow
            key={member.user.name}
            {...props}
            member={member}
            elementId={elementId(member.user.name)}
            isSelected={member.user.name === active}
            style={style}
            onSelect={() => choose(member.user.name)}
          />
        ) : null;
      }}
    />
  );
}

interface MemberRowProps extends MemberListProps {
  readonly member: Member;
  readonly elementId: string;
  readonly isSelected: boolean;
  readonly style: React.CSSProperties;
  readonly onSelect: () => void;
}

function MemberRow(props: MemberRowProps): JSX.Element {
  const { group, member, elementId, isSelected, commands, style, trans, onSelect } = props;
  const said = memberStanding(member, trans);
  const mayManage = mayDoInGroup(group, 'manageMembers');
  const args = { id: group.id, user: member.user.name };
  const by = member.invitedBy?.displayName || member.invitedBy?.name;
  return (
    <div
      id={elementId}
      className="labcommons-Panel-item labcommons-Members-item"
      role="option"
      aria-selected={isSelected}
      aria-label={`${nameOf(member)}, ${said}`}
      data-state={member.state}
      data-role={member.role}
      data-managed={mayManage && member.role !== 'owner'}
      style={style}
      onMouseDown={onSelect}
    >
      <userIcon.react tag="span" className="labcommons-RowIcon" />
      <MiddleCut text={nameOf(member)} title={`${nameOf(member)} (${member.user.name})`} />
      <small className="labcommons-Members-login">{member.user.name}</small>
      <span
        className="labcommons-Members-standing"
        title={[formatAbsolute(new Date(member.since)), by && trans.__('invited by %1', by)]
          .filter(Boolean)
          .join('\n')}
      >
        {said}
      </span>
      {mayManage && member.state === 'invited' && (
        <CommandButton
          commands={commands}
          id={CommandIDs.withdrawInvitation}
          args={args}
          label={trans.__('Withdraw')}
          tabIndex={-1}
        />
      )}
      {mayManage && (member.state === 'declined' || member.state === 'withdrawn') && (
        <CommandButton commands={commands} id={CommandIDs.inviteAgain} args={args} tabIndex={-1} />
      )}
      {mayManage && member.role !== 'owner' && (
        <button
          className="labcommons-IconButton labcommons-More"
          tabIndex={-1}
          title={trans.__('What can be done with %1', nameOf(member))}
          aria-label={trans.__('What can be done with %1', nameOf(member))}
          aria-haspopup="menu"
          onClick={event => openMenuOf(event.currentTarget)}
        >
          <ellipsesIcon.react tag="span" />
        </button>
      )}
    </div>
  );
}
