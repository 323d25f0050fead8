import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { Group } from '../../../hub/contract/groups.js';
import { ActivityModel } from '../../notifications/activity-model.js';
import { actionTitle } from '../../notifications/words.js';
import type { IHubEvents } from '../../tokens.js';
import { Moment } from '../../ui/Moment.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import type { HubClient } from '../../api/hub-client.js';

interface GroupActivityProps {
  readonly group: Group;
  readonly client: HubClient;
  readonly events: IHubEvents;
  readonly trans: TranslationBundle;
}

/** What was done in a group, newest first: by whom and when. */
export function GroupActivity(props: GroupActivityProps): JSX.Element {
  const { group, client, events, trans } = props;
  const [model] = useState(() => new ActivityModel(client, events, group.id));
  useEffect(() => () => model.dispose(), [model]);
  useSignal(model.changed);
  const now = useNow(30_000);
  const { state } = model;
  if (state.kind !== 'ready') {
    return (
      <Unread
        state={state}
        loading={trans.__('Loading activity')}
        failed={trans.__('The activity could not be read')}
        trans={trans}
        onRetry={() => void model.read()}
      />
    );
  }
  return (
    <div className="labcommons-Shared">
      <ul aria-label={trans.__('What was done in “%1”', group.name)}>
        {state.items.map(act => (
          <li key={act.id} className="labcommons-Shared-item">
            <span className="labcommons-Shared-what">
              <span title={act.detail}>{act.detail || actionTitle(act.action, trans)}</span>
              <small>
                {act.actor?.displayName || act.actor?.name || trans.__('the site')}
                {' · '}
                <Moment at={act.at} now={now} trans={trans} />
              </small>
            </span>
          </li>
        ))}
      </ul>
      {state.items.length === 0 && (
        <p className="labcommons-Shared-nothing">{trans.__('Nothing is on record yet.')}</p>
      )}
      {state.hasMore && (
        <button
          className="labcommons-Button"
          onClick={() => void model.loadMore().catch(() => undefined)}
        >
          {trans.__('Show more')}
        </button>
      )}
    </div>
  );
}
