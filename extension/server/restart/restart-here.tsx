import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { restartMakesAnew, titleOfServer } from '../../../hub/contract/server-choice.js';
import { restartServer, type Server } from '../../../hub/contract/servers.js';
import type { HubClient } from '../../api/hub-client.js';
import { tellFailure } from '../../ui/attempt.js';
import { readLosses } from '../servers/losses.js';
import { RestartWatch } from './follow.js';
import { showRestart } from './overlay.js';
import type { HubPages } from './Progress.js';
import { RestartQuestion } from './RestartQuestion.js';
import { saveAll, unsavedDocuments } from './unsaved.js';

interface Options {
  readonly shell: JupyterFrontEnd.IShell;
  readonly manager: IDocumentManager;
  readonly client: HubClient;
  readonly pages: HubPages;
  /** Whether the server itself answers again. */
  readonly isBack: () => Promise<boolean>;
  readonly saveEnvironment: () => void;
  readonly trans: TranslationBundle;
}

type Answer = 'no' | 'saveEnvironment' | 'save' | 'leave';

/** Restarts the server in which this page lives, after asking, and loads the page anew when it is back. */
export async function restartHere(server: Server, options: Options): Promise<void> {
  const { shell, manager, client, pages, isBack, saveEnvironment, trans } = options;
  const title = titleOfServer(server);
  const answer = await ask(server, options);
  if (answer === 'saveEnvironment') return saveEnvironment();
  if (answer === 'no') return;
  const unsaved = unsavedDocuments(shell, manager);
  const left = answer === 'save' ? await saveAll(unsaved) : [];
  if (left.length > 0) {
    const names = left.map(({ path }) => PathExt.basename(path)).join(', ');
    Notification.error(trans.__('The server was not restarted: %1 could not be saved.', names), {
      autoClose: 10_000
    });
    return;
  }
  try {
    await client.call(restartServer, { params: { name: server.name } });
  } catch (error) {
    tellFailure(error, trans);
    return;
  }
  const watch = new RestartWatch({ client, name: server.name, isBack });
  showRestart({ watch, title, pages, trans });
  await watch.run(new AbortController().signal);
  if (watch.state.kind !== 'ready') return;
  // It was said that they are lost: the browser need not ask again.
  for (const { model } of unsavedDocuments(shell, manager)) model.dirty = false;
  window.location.reload();
}

async function ask(server: Server, options: Options): Promise<Answer> {
  const { shell, manager, client, trans } = options;
  const unsaved = unsavedDocuments(shell, manager).map(({ path }) => path);
  const losses = restartMakesAnew(server) ? readLosses(client, server.name) : null;
  let answer: Answer = 'no';
  const button = (label: string, kind: 'ok' | 'warn', action: Answer) =>
    (kind === 'ok' ? Dialog.okButton : Dialog.warnButton)({ label, actions: [action] });
  const dialog: Dialog<unknown> = new Dialog<unknown>({
    title: trans.__('Restart “%1”?', titleOfServer(server)),
    body: ReactWidget.create(
      <RestartQuestion
        losses={losses}
        unsaved={unsaved}
        onSaveEnvironment={() => {
          answer = 'saveEnvironment';
          dialog.reject();
        }}
        trans={trans}
      />
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Later') }),
      ...(unsaved.length > 0
        ? [
            button(trans.__('Restart without saving'), 'warn', 'leave'),
            button(trans.__('Save and restart'), losses ? 'warn' : 'ok', 'save')
          ]
        : [button(trans.__('Restart server'), 'warn', 'leave')])
    ],
    defaultButton: 0
  });
  dialog.addClass('labcommons-RestartDialog');
  const { button: pressed } = await dialog.launch();
  dialog.dispose();
  return pressed.accept ? ((pressed.actions[0] as Answer | undefined) ?? 'no') : answer;
}
