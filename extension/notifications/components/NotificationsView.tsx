import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import type { Notification } from '../../../hub/contract/notifications.js';
import type { IHubEvents, IJobsModel, INotificationsModel, ITasksModel } from '../../tokens.js';
import { OfflineBanner } from '../../ui/OfflineBanner.js';
import { Unread } from '../../ui/Unread.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import { NotificationRow } from './NotificationRow.js';
import { Running } from './Running.js';

export interface NotificationsViewProps {
  readonly model: INotificationsModel;
  readonly jobs: IJobsModel;
  readonly tasks: ITasksModel;
  readonly events: IHubEvents;
  readonly trans: TranslationBundle;
  /** How to get to what a notification is about; null where there is no way. */
  readonly wayTo: (notification: Notification) => (() => void) | null;
  readonly onOpenJob: (id: string) => void;
  readonly onOpenTask: () => void;
  readonly onActivity: () => void;
  readonly onMail: () => void;
  /** Does something that may fail; a failure is told. */
  readonly attempt: (action: () => Promise<void>) => void;
}

/** What opens from the bell: what runs, then what was told. */
export function NotificationsView(props: NotificationsViewProps): JSX.Element {
  const { model, jobs, tasks, events, trans, onOpenJob, onOpenTask, attempt } = props;
  const { onActivity, onMail } = props;
  useSignal(model.changed);
  useSignal(events.stateChanged);
  const isOffline = events.state.kind === 'offline';
  const offlineTitle = isOffline ? trans.__('The hub cannot be reached at the moment.') : undefined;
  return (
    <div className="labcommons-Notifications-view">
      <header className="labcommons-Notifications-header">
        <h2>{trans.__('Notifications')}</h2>
        <button className="labcommons-Link" onClick={onActivity}>
          {trans.__('Activity')}
        </button>
        <button
          className="labcommons-Link"
          disabled={isOffline}
          title={offlineTitle ?? trans.__('Choose which notifications come by e-mail too')}
          onClick={onMail}
        >
          {trans.__('E-mail…')}
        </button>
        <button
          className="labcommons-Link"
          disabled={isOffline || model.notifications.length === 0}
          title={offlineTitle}
          onClick={() => attempt(() => model.dismissAll())}
        >
          {trans.__('Clear all')}
        </button>
      </header>
      <OfflineBanner events={events} trans={trans} />
      <div className="labcommons-Notifications-scroll">
        <Running
          jobs={jobs}
          tasks={tasks}
          trans={trans}
          onOpenJob={onOpenJob}
          onOpenTask={onOpenTask}
        />
        <Told {...props} />
      </div>
    </div>
  );
}

function Told(props: NotificationsViewProps): JSX.Element {
  const { model, events, trans, wayTo, attempt } = props;
  const { state, notifications, unread } = model;
  const now = useNow(30_000);
  const fresh = useRef(new Set<string>());
  for (const { id, read } of notifications) if (!read) fresh.current.add(id);

  const isOnline = events.state.kind !== 'offline';
  useEffect(() => {
    // What is on the screen was seen; that the hub is not told of it is no loss.
    if (state.kind === 'ready' && unread > 0 && isOnline) {
      void model.markRead().catch(() => undefined);
    }
  }, [model, state.kind, unread, isOnline]);

  if (state.kind !== 'ready') {
    return (
      <Unread
        state={state}
        loading={trans.__('Loading notifications')}
        failed={trans.__('Your notifications could not be read')}
        trans={trans}
        onRetry={() => void model.refresh()}
      />
    );
  }
  if (notifications.length === 0) {
    return (
      <div className="labcommons-Notice" role="note">
        <h3>{trans.__('No new notifications')}</h3>
        <p>
          {trans.__(
            'Ends of jobs, invitations, shares and warnings come here and stay until you dismiss them.'
          )}
        </p>
      </div>
    );
  }
  return (
    <section aria-label={trans.__('Notifications')}>
      <ul className="labcommons-Notifications-list" aria-live="polite">
        {notifications.map(notification => (
          <NotificationRow
            key={notification.id}
            notification={notification}
            isNew={fresh.current.has(notification.id)}
            now={now}
            trans={trans}
            onOpen={wayTo(notification)}
            onDismiss={() => attempt(() => model.dismiss(notification.id))}
          />
        ))}
      </ul>
      {state.hasMore && (
        <button
          className="labcommons-Link labcommons-Notifications-more"
          onClick={() => attempt(() => model.loadMore())}
        >
          {trans.__('Show older ones')}
        </button>
      )}
    </section>
  );
}
