import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Notification } from '../../../hub/contract/notifications.js';
import { Moment } from '../../ui/Moment.js';
import { KIND_ICONS } from '../kind-icons.js';

interface NotificationRowProps {
  readonly notification: Notification;
  readonly isNew: boolean;
  readonly now: Date;
  readonly trans: TranslationBundle;
  /** Null where it leads nowhere. */
  readonly onOpen: (() => void) | null;
  readonly onDismiss: () => void;
}

/** One notification: what happened, how long ago, the way to it, and away with it. */
export function NotificationRow(props: NotificationRowProps): JSX.Element {
  const { notification, isNew, now, trans, onOpen, onDismiss } = props;
  const { icon: Icon, tone } = KIND_ICONS[notification.kind];
  return (
    <li className="labcommons-Notifications-item" data-new={isNew}>
      <span className="labcommons-StateIcon" data-state={tone ?? undefined} aria-hidden="true">
        <Icon.react tag="span" />
      </span>
      <div className="labcommons-Notifications-words">
        {onOpen ? (
          <button className="labcommons-Notifications-title" onClick={onOpen}>
            {notification.title}
          </button>
        ) : (
          <span className="labcommons-Notifications-title">{notification.title}</span>
        )}
        {notification.body && (
          <span className="labcommons-Notifications-body">{notification.body}</span>
        )}
        <span className="labcommons-Notifications-age">
          <Moment at={notification.createdAt} now={now} trans={trans} />
          {isNew && <span className="labcommons-Notifications-new">{trans.__('new')}</span>}
        </span>
      </div>
      <button
        className="labcommons-Notifications-dismiss"
        title={trans.__('Dismiss')}
        aria-label={trans.__('Dismiss: %1', notification.title)}
        onClick={onDismiss}
      >
        <closeIcon.react tag="span" />
      </button>
    </li>
  );
}
