import type { TranslationBundle } from '@jupyterlab/translation';
import { FilterBox } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import type { IGroupsModel, IHubEvents } from '../../tokens.js';
import { Failure } from '../../ui/Failure.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Skeleton } from '../../ui/Skeleton.js';
import { useSignal } from '../../ui/use-signal.js';
import { CommandIDs } from '../command-ids.js';
import type { GroupsView as View } from '../view.js';
import { GroupTree } from './GroupTree.js';

interface GroupsViewProps {
  readonly model: IGroupsModel;
  readonly events: IHubEvents;
  readonly view: View;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

/** The upper part of the Groups panel. */
export function GroupsView(props: GroupsViewProps): JSX.Element {
  const { model, events, trans } = props;
  useSignal(model.changed);
  // Whether an answer can be given depends on the hub being in reach.
  useSignal(events.stateChanged);
  return (
    <div className="labcommons-GroupsPanel-body">
      <OfflineBanner events={events} trans={trans} />
      {model.state.kind === 'failed' ? (
        <Failure
          title={trans.__('Your groups could not be read')}
          error={model.state.error}
          trans={trans}
          onRetry={() => void model.refresh()}
        />
      ) : model.groups.length > 0 ? (
        <Groups {...props} />
      ) : model.state.kind === 'loading' ? (
        <Skeleton label={trans.__('Loading groups')} />
      ) : (
        <Empty {...props} />
      )}
    </div>
  );
}

function Groups(props: GroupsViewProps): JSX.Element {
  const { view, trans } = props;
  useSignal(view.changed);
  return (
    <>
      <div className="labcommons-Panel-filter">
        <FilterBox
          useFuzzyFilter={false}
          placeholder={trans.__('Filter groups…')}
          updateFilter={(_matches, text = '') => (view.filter = text)}
        />
      </div>
      <GroupTree {...props} />
    </>
  );
}

function Empty({ commands, trans }: GroupsViewProps): JSX.Element {
  return (
    <div className="labcommons-Notice">
      <h3>{trans.__('No groups yet')}</h3>
      <p>
        {trans.__(
          'A group is where you share volumes with others once, instead of with each of them. Invite whom you work with; invitations to you appear here.'
        )}
      </p>
      <button
        className="jp-mod-styled jp-mod-accept"
        onClick={() => void commands.execute(CommandIDs.newGroup)}
      >
        {trans.__('New group…')}
      </button>
    </div>
  );
}
