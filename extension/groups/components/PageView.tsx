import React from 'react';

import { mayDoInGroup } from '../../../hub/contract/groups.js';
import type { IGroupInside, InsideState } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { GroupPageOptions } from '../page.js';
import { About } from './About.js';
import { GroupActivity } from './GroupActivity.js';
import { GroupHead } from './GroupHead.js';
import { MemberList } from './MemberList.js';
import { SharedList } from './SharedList.js';

type PageViewProps = GroupPageOptions & { readonly inside: IGroupInside };

/** The page of one group: who is in it beside what is shared with it. */
export function PageView(props: PageViewProps): JSX.Element {
  const { inside, events, trans } = props;
  useSignal(inside.changed);
  useSignal(events.stateChanged);
  const { state } = inside;
  return (
    <div className="labcommons-GroupPage-body">
      <OfflineBanner events={events} trans={trans} />
      <Unread
        state={state}
        loading={trans.__('Loading the group')}
        failed={trans.__('This group could not be read')}
        trans={trans}
        onRetry={() => inside.retry()}
      />
      {state.kind === 'ready' && <Ready {...props} state={state} />}
    </div>
  );
}

function Ready(
  props: PageViewProps & { state: Extract<InsideState, { kind: 'ready' }> }
): JSX.Element {
  const { state, trans } = props;
  const { group, inside } = state;
  return (
    <>
      <GroupHead {...props} group={group} place="page" />
      <div className="labcommons-GroupPage-columns">
        <section aria-label={trans.__('Members')}>
          <h2>
            {trans.__('Members')} <small>{group.members}</small>
          </h2>
          {inside ? (
            <MemberList {...props} group={group} members={inside.members} place="page" />
          ) : (
            <p className="labcommons-Shared-nothing">
              {trans.__('Members, and what is shared, are seen by members.')}
            </p>
          )}
        </section>
        {inside && (
          <section aria-label={trans.__('Shared')}>
            <h2>
              {trans.__('Shared')} <small>{inside.grants.length}</small>
            </h2>
            <SharedList {...props} group={group} grants={inside.grants} />
          </section>
        )}
        {mayDoInGroup(group, 'seeActivity') && (
          <section aria-label={trans.__('Activity')}>
            <h2>{trans.__('Activity')}</h2>
            <GroupActivity {...props} group={group} />
          </section>
        )}
        <section aria-label={trans.__('About')}>
          <h2>{trans.__('About')}</h2>
          <About {...props} group={group} />
        </section>
      </div>
    </>
  );
}
