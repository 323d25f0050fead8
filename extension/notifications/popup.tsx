import { Popup } from '@jupyterlab/statusbar';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';
import React from 'react';

import { NotificationsView, type NotificationsViewProps } from './components/NotificationsView.js';

/** Opens the notifications above the bell; a second call closes them. */
export class NotificationsPopup {
  constructor(
    private readonly anchor: Widget,
    private readonly options: NotificationsViewProps
  ) {}

  toggle(): void {
    if (this.popup) this.close();
    else this.open();
  }

  open(): void {
    if (this.popup) return;
    const { options } = this;
    options.jobs.open();
    options.tasks.open();
    const leave = (go: () => void) => () => {
      this.close();
      go();
    };
    const body = ReactWidget.create(
      <NotificationsView
        {...options}
        wayTo={notification => {
          const go = options.wayTo(notification);
          return go && leave(go);
        }}
        onOpenJob={id => leave(() => options.onOpenJob(id))()}
        onOpenTask={leave(options.onOpenTask)}
        onActivity={leave(options.onActivity)}
        onMail={leave(options.onMail)}
      />
    );
    body.addClass('labcommons-Notifications');
    body.node.tabIndex = -1;
    body.node.setAttribute('role', 'dialog');
    body.node.setAttribute('aria-label', options.trans.__('Notifications'));
    // The row of a dismissed notification is gone when the click reaches the page: the popup would take it for one outside.
    body.node.addEventListener('click', event => event.stopPropagation());
    const popup = new Popup({ body, anchor: this.anchor, align: 'left', hasDynamicSize: true });
    this.popup = popup;
    popup.disposed.connect(() => {
      this.popup = null;
      if (this.hadFocus) this.anchor.node.querySelector('button')?.focus();
    });
    popup.node.addEventListener('focusout', () => (this.hadFocus = false));
    popup.node.addEventListener('focusin', () => (this.hadFocus = true));
    popup.launch();
    body.node.focus();
  }

  close(): void {
    this.popup?.dispose();
  }

  private popup: Popup | null = null;
  private hadFocus = false;
}
