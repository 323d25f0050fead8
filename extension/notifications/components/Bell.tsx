import type { TranslationBundle } from '@jupyterlab/translation';
import { bellIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { INotificationsModel } from '../../tokens.js';
import { useSignal } from '../../ui/use-signal.js';

/** More than this is many. */
const MOST = 99;

/** The bell in the status bar, with how many notifications are new. */
export function Bell(props: {
  model: INotificationsModel;
  trans: TranslationBundle;
  onOpen: () => void;
}): JSX.Element {
  const { model, trans, onOpen } = props;
  useSignal(model.changed);
  const { unread } = model;
  const title =
    unread === 0
      ? trans.__('Notifications of the hub')
      : trans._n('Notifications of the hub, %1 new', 'Notifications of the hub, %1 new', unread);
  return (
    <button
      className="labcommons-Bell"
      aria-haspopup="dialog"
      aria-label={title}
      title={title}
      data-unread={unread > 0}
      onClick={onOpen}
    >
      <bellIcon.react tag="span" />
      {unread > 0 && (
        <span className="labcommons-Bell-count">{unread > MOST ? `${MOST}+` : unread}</span>
      )}
    </button>
  );
}
