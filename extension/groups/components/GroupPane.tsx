import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React, { useEffect, useState } from 'react';

import { mayDoInGroup } from '../../../hub/contract/groups.js';
import type { HubClient } from '../../api/hub-client.js';
import type { IGroupSelection, IGroupsModel, IHubEvents, InsideState } from '../../tokens.js';
import { Tabs } from '../../ui/Tabs.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import { PARTS, type GroupsView, type Part } from '../view.js';
import { About } from './About.js';
import { GroupActivity } from './GroupActivity.js';
import { GroupHead } from './GroupHead.js';
import { MemberList } from './MemberList.js';
import type { TextRenderer } from './PageText.js';
import { SharedList } from './SharedList.js';

interface GroupPaneProps {
  readonly model: IGroupsModel;
  readonly events: IHubEvents;
  readonly view: GroupsView;
  readonly selection: IGroupSelection;
  readonly client: HubClient;
  readonly commands: CommandRegistry;
  readonly renderText: TextRenderer;
  readonly trans: TranslationBundle;
}

/** The lower part of the Groups panel: the group chosen last. */
export function GroupPane(props: GroupPaneProps): JSX.Element | null {
  const { model, view, events } = props;
  useSignal(view.changed);
  useSignal(model.changed);
  useSignal(events.stateChanged);
  const id = view.group;
  return id && model.find(id) ? <Chosen key={id} {...props} id={id} /> : null;
}

function Chosen(props: GroupPaneProps & { id: string }): JSX.Element | null {
  const { id, model, view, trans } = props;
  const [inside] = useState(() => model.follow(id));
  useEffect(() => () => model.release(id), [model, id]);
  useSignal(inside.changed);
  const group = model.find(id);
  if (!group) return null;
  const { state } = inside;
  const shared = state.kind === 'ready' ? (state.inside?.grants.length ?? 0) : 0;
  const titles: Record<Part, React.ReactNode> = {
    members: trans.__('Members'),
    shared: (
      <>
        {trans.__('Shared')}
        {shared > 0 && <span className="labcommons-TreeHeading-count"> {shared}</span>}
      </>
    ),
    activity: trans.__('Activity'),
    about: trans.__('About')
  };
  return (
    <div className="labcommons-GroupPane">
      <GroupHead {...props} group={group} place="panel" />
      <Tabs
        tabs={PARTS.filter(part => part !== 'activity' || mayDoInGroup(group, 'seeActivity'))}
        current={view.part}
        titles={titles}
        label={trans.__('Parts of the group')}
        onChoose={part => (view.part = part)}
      />
      <div className="labcommons-GroupPane-part" role="tabpanel">
        <Unread
          state={state}
          loading={trans.__('Loading the group')}
          failed={trans.__('This group could not be read')}
          trans={trans}
          onRetry={() => inside.retry()}
        />
        {state.kind === 'ready' && <PartOf {...props} state={state} part={view.part} />}
      </div>
    </div>
  );
}

function PartOf(
  props: GroupPaneProps & { state: Extract<InsideState, { kind: 'ready' }>; part: Part }
): JSX.Element {
  const { state, part, trans } = props;
  if (part === 'about') return <About {...props} group={state.group} />;
  if (part === 'activity' && mayDoInGroup(state.group, 'seeActivity')) {
    return <GroupActivity {...props} group={state.group} />;
  }
  if (!state.inside) {
    return (
      <p className="labcommons-Shared-nothing">
        {trans.__('Members, and what is shared, are seen by members.')}
      </p>
    );
  }
  return part === 'members' ? (
    <MemberList {...props} group={state.group} members={state.inside.members} place="panel" />
  ) : (
    <SharedList {...props} group={state.group} grants={state.inside.grants} />
  );
}
