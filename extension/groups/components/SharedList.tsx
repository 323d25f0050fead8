import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, shareIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { resourceText, type Grant } from '../../../hub/contract/grants.js';
import { mayDoInGroup, type Group } from '../../../hub/contract/groups.js';
import { CommandIDs as SharingCommands } from '../../sharing/command-ids.js';
import { privilegeWords } from '../../sharing/levels.js';
import { RESOURCE_ICONS } from '../../sharing/resource-icons.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { formatAbsolute } from '../../ui/moments.js';
import { CommandIDs } from '../command-ids.js';
import { CommandButton } from './CommandButton.js';

/** What is shared with a group, and how much of it. */
export function SharedList(props: {
  group: Group;
  grants: readonly Grant[];
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { group, grants, commands, trans } = props;
  const args = { id: group.id };
  return (
    <div className="labcommons-Shared">
      {grants.length === 0 ? (
        <p className="labcommons-Shared-nothing">
          {trans.__(
            'Nothing is shared with this group yet. What is shared with it, every member reaches at once.'
          )}
        </p>
      ) : (
        <ul aria-label={trans.__('Shared with “%1”', group.name)}>
          {grants.map(grant => (
            <SharedRow
              key={resourceText(grant.resource)}
              group={group}
              grant={grant}
              commands={commands}
              trans={trans}
            />
          ))}
        </ul>
      )}
      {mayDoInGroup(group, 'share') && (
        <CommandButton commands={commands} id={CommandIDs.shareWithGroup} args={args} />
      )}
    </div>
  );
}

function SharedRow(props: {
  group: Group;
  grant: Grant;
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { group, grant, commands, trans } = props;
  const { resource, grantedBy, createdAt } = grant;
  const Icon = RESOURCE_ICONS[resource.kind];
  const by = grantedBy?.displayName || grantedBy?.name;
  const when = formatAbsolute(new Date(createdAt));
  const { kind } = resource;
  const isSharedFromLab = kind === 'volume' || kind === 'database' || kind === 'job';
  const args = isSharedFromLab ? { [kind]: resource.id } : {};
  const thrown = { id: group.id, resource: resourceText(resource) };
  return (
    <li className="labcommons-Shared-item">
      <Icon.react tag="span" className="labcommons-RowIcon" />
      <span className="labcommons-Shared-what">
        <MiddleCut text={resource.name} />
        <small title={when}>
          {by
            ? trans.__('%1 · by %2', privilegeWords(grant.privileges, trans, resource.kind), by)
            : privilegeWords(grant.privileges, trans, resource.kind)}
        </small>
      </span>
      {isSharedFromLab && commands.hasCommand(SharingCommands.share) && (
        <button
          className="labcommons-IconButton"
          title={commands.caption(SharingCommands.share, args)}
          aria-label={trans.__('Who has access to %1', resource.name)}
          onClick={() => void commands.execute(SharingCommands.share, args)}
        >
          <shareIcon.react tag="span" />
        </button>
      )}
      {mayDoInGroup(group, 'manageMembers') && (
        <button
          className="labcommons-IconButton"
          title={commands.caption(CommandIDs.throwOutOfGroup, thrown)}
          aria-label={trans.__('Throw %1 out of the group', resource.name)}
          aria-disabled={!commands.isEnabled(CommandIDs.throwOutOfGroup, thrown)}
          onClick={() => {
            if (commands.isEnabled(CommandIDs.throwOutOfGroup, thrown)) {
              void commands.execute(CommandIDs.throwOutOfGroup, thrown);
            }
          }}
        >
          <closeIcon.react tag="span" />
        </button>
      )}
    </li>
  );
}
