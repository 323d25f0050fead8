import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { resourceText } from '../../../hub/contract/grants.js';
import { ChoiceField, Refusal } from '../../ui/Field.js';
import { useSignal } from '../../ui/use-signal.js';
import type { GroupShareForm } from '../group-share-form.js';
import { hasLevels, type ThingRef } from '../shared-thing.js';
import { LevelField } from './LevelField.js';

const KINDS = ['volume', 'database', 'image', 'job'] as const;

/** The body of the dialog that shares something with a group. */
export function GroupShareFields(props: {
  form: GroupShareForm;
  groupName: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { form, groupName, trans } = props;
  useSignal(form.changed);
  const { thing } = form;
  return (
    <div className="labcommons-Form">
      <ChoiceField
        label={trans.__('What to share')}
        value={resourceText(thing)}
        onText={text => form.choose(text)}
      >
        {KINDS.map(kind => {
          const things = form.things.filter(each => each.kind === kind);
          return things.length === 0 ? null : (
            <optgroup key={kind} label={headingOf(kind, trans)}>
              {things.map(each => (
                <option key={each.id} value={resourceText(each)}>
                  {each.name}
                </option>
              ))}
            </optgroup>
          );
        })}
      </ChoiceField>
      <div className="labcommons-Field">
        <span className="labcommons-Field-label">{trans.__('Members')}</span>
        {hasLevels(thing) ? (
          <LevelField
            name={groupName}
            level={form.level}
            mayWrite={thing.mayWrite}
            isOff={form.isSending}
            trans={trans}
            onChange={level => (form.level = level)}
          />
        ) : (
          <div className="labcommons-Field-control labcommons-Field-hint">
            {wordsFor(thing, trans)}
          </div>
        )}
      </div>
      <Refusal why={form.failure} />
    </div>
  );
}

function headingOf(kind: ThingRef['kind'], trans: TranslationBundle): string {
  switch (kind) {
    case 'volume':
      return trans.__('Volumes');
    case 'database':
      return trans.__('Databases');
    case 'image':
      return trans.__('My images');
    case 'job':
      return trans.__('Results of jobs');
  }
}

/** What members may do with what is shared as a whole. */
function wordsFor({ kind }: ThingRef, trans: TranslationBundle): string {
  return kind === 'image'
    ? trans.__('may start servers and jobs from it')
    : trans.__('may look at the job and its results');
}
