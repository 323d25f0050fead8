import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import { Refusal } from '../../ui/Field.js';
import { Picker } from '../../ui/Picker.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { ShareForm, ShareState } from '../share-form.js';
import { hasLevels } from '../shared-thing.js';
import { AccessList } from './AccessList.js';
import { LevelField } from './LevelField.js';

interface ShareFieldsProps {
  readonly form: ShareForm;
  readonly trans: TranslationBundle;
}

/** The body of the dialog that shares a volume, a database, an image or the results of a job. */
export function ShareFields(props: ShareFieldsProps): JSX.Element {
  const { form, trans } = props;
  useSignal(form.changed);
  const { state } = form;
  return (
    <div className="labcommons-Form labcommons-ShareFields">
      <Unread
        state={state}
        loading={trans.__('Asking who has access')}
        failed={trans.__('The hub could not be asked who has access')}
        trans={trans}
        onRetry={() => form.retry()}
      />
      {state.kind === 'ready' && <Ready {...props} state={state} />}
    </div>
  );
}

function Ready(
  props: ShareFieldsProps & { state: Extract<ShareState, { kind: 'ready' }> }
): JSX.Element {
  const { form, state, trans } = props;
  const { thing, grants, me, mine } = state;
  const mayGrant = thing.privileges.includes('grant');
  const isMine = thing.owner === me.name;
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The row, or the button, that had the focus may be gone: keys must go on to reach the dialog.
    if (document.activeElement !== document.body) return;
    const next = ['.labcommons-ShareFields-done button', 'input', 'button']
      .map(selector => node.current?.querySelector<HTMLElement>(selector))
      .find(element => element);
    next?.focus();
  });
  return (
    <div ref={node}>
      {mayGrant && (
        <div className="labcommons-ShareFields-add">
          <Picker
            label={trans.__('Whom to share with')}
            placeholder={trans.__('People or groups…')}
            chosen={form.chosen}
            search={form.search}
            isFirst={true}
            onChange={chosen => (form.chosen = chosen)}
            trans={trans}
          />
          {form.chosen.length > 0 && hasLevels(thing) && (
            <LevelField
              name={trans.__('those chosen')}
              level={form.level}
              mayWrite={thing.privileges.includes('write')}
              isOff={form.isSending}
              trans={trans}
              onChange={level => (form.level = level)}
            />
          )}
        </div>
      )}
      <h3>{mayGrant ? trans.__('Who has access') : trans.__('How you have access')}</h3>
      <AccessList form={form} thing={thing} me={me} grants={grants} trans={trans} />
      {!isMine && <p className="labcommons-Form-note">{trans.__('You: %1.', mine)}</p>}
      <p className="labcommons-ShareFields-done" role="status">
        {form.withdrawn ? <Withdrawn {...props} /> : form.done}
      </p>
      <Refusal why={form.failure} />
      {mayGrant && thing.kind === 'image' && (
        <p className="labcommons-Form-note">
          {trans.__(
            'They can start servers and jobs in it, if they may use the image that it was made from, and read every file in it.'
          )}
        </p>
      )}
      {mayGrant && thing.kind === 'database' && (
        <p className="labcommons-Form-note">
          {trans.__(
            'Reading is to see its tables and to query them; writing is to change and drop them too. Changes hold from the next statement on, here and in what runs.'
          )}
        </p>
      )}
      {mayGrant && thing.kind === 'job' && (
        <p className="labcommons-Form-note">
          {trans.__(
            'They see the page of the job, its output and the files of its folder, also while it runs; not the values of its environment. They can change nothing.'
          )}
        </p>
      )}
      {mayGrant && thing.kind === 'volume' && (
        <p className="labcommons-Form-note">
          {trans.__(
            'Changes hold at once, here and in what runs: a server of theirs loses the volume, and a server or job that cannot lose it stops within a minute. What their programs have open already, files and folders, stays open to them until they close it.'
          )}
        </p>
      )}
    </div>
  );
}

function Withdrawn({ form, trans }: ShareFieldsProps): JSX.Element {
  const name = form.withdrawn?.subject.name || trans.__('Everyone');
  return (
    <>
      {trans.__('%1 has no access of their own any more.', name)}{' '}
      <button className="labcommons-Link" onClick={() => void form.undo()}>
        {trans.__('Undo')}
      </button>
    </>
  );
}
