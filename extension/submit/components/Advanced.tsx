import React from 'react';

import type { Domain } from '../../../hub/contract/compute.js';
import { formatBytes } from '../../ui/amounts.js';
import type { SubmitForm } from '../form.js';
import { ChoiceField, Field, LongTextField } from '../../ui/Field.js';
import type { PartProps } from './SubmitFields.js';

/** What few need: limits, start folder, environment. Opens by itself where something is wrong inside. */
export function Advanced(props: PartProps & { domain: Domain | undefined }): JSX.Element {
  const { controller, form, trans, domain } = props;
  const { mistakes, notebook } = controller;
  const inside = ['timeLimit', 'memory', 'cores', 'startIn', 'environment'];
  const folder = notebook.source
    ? [notebook.source.volume, ...notebook.source.path.split('/').slice(0, -1)].join('/')
    : null;
  return (
    <details
      className="labcommons-Advanced"
      {...(inside.some(field => mistakes[field]) && { open: true })}
    >
      <summary>{trans.__('Time limit, resources, start folder, environment')}</summary>
      <Field label={trans.__('Time limit')} mistake={mistakes['timeLimit']}>
        {control => (
          <span className="labcommons-Amount">
            <input
              {...control}
              className="jp-mod-styled"
              inputMode="decimal"
              value={form.timeLimit.amount}
              placeholder={limitIn(form.timeLimit.unit, domain)}
              onChange={event =>
                controller.edit('timeLimit', {
                  timeLimit: { ...form.timeLimit, amount: event.target.value }
                })
              }
            />
            <select
              className="jp-mod-styled"
              aria-label={trans.__('Unit of the time limit')}
              value={form.timeLimit.unit}
              onChange={event =>
                controller.edit('timeLimit', {
                  timeLimit: {
                    ...form.timeLimit,
                    unit: event.target.value as SubmitForm['timeLimit']['unit']
                  }
                })
              }
            >
              <option value="minutes">{trans.__('minutes')}</option>
              <option value="hours">{trans.__('hours')}</option>
            </select>
          </span>
        )}
      </Field>
      <Field
        label={trans.__('Memory')}
        mistake={mistakes['memory']}
        hint={domain ? trans.__('At most %1', formatBytes(domain.limits.memoryBytes)) : null}
      >
        {control => (
          <span className="labcommons-Amount">
            <input
              {...control}
              className="jp-mod-styled"
              inputMode="decimal"
              value={form.memoryGb}
              placeholder={domain ? String(domain.limits.memoryBytes / 1024 ** 3) : ''}
              onChange={event => controller.edit('memory', { memoryGb: event.target.value })}
            />
            <span>{trans.__('GB')}</span>
          </span>
        )}
      </Field>
      <Field label={trans.__('Cores')} mistake={mistakes['cores']}>
        {control => (
          <span className="labcommons-Amount">
            <input
              {...control}
              className="jp-mod-styled"
              inputMode="decimal"
              value={form.cores}
              placeholder={domain ? String(domain.limits.cores) : ''}
              onChange={event => controller.edit('cores', { cores: event.target.value })}
            />
          </span>
        )}
      </Field>
      <ChoiceField
        label={trans.__('Starts in')}
        mistake={mistakes['startIn']}
        hint={
          form.startIn === 'notebookFolder'
            ? trans.__('Files beside the notebook are found as they are here.')
            : trans.__('What the notebook writes without a path lands beside the results.')
        }
        value={form.startIn}
        onText={text => controller.edit('startIn', { startIn: text as SubmitForm['startIn'] })}
      >
        {folder && (
          <option value="notebookFolder">
            {trans.__("the notebook's own folder, %1", folder)}
          </option>
        )}
        <option value="workingFolder">{trans.__('the new folder of the job')}</option>
      </ChoiceField>
      <LongTextField
        label={trans.__('Environment')}
        mistake={mistakes['environment']}
        rows={2}
        spellCheck={false}
        placeholder={trans.__('NAME=value')}
        value={form.environment}
        onText={text => controller.edit('environment', { environment: text })}
      />
    </details>
  );
}

function limitIn(unit: SubmitForm['timeLimit']['unit'], domain: Domain | undefined): string {
  if (!domain) return '';
  const seconds = domain.limits.jobTimeSeconds;
  return String(Math.round((seconds / (unit === 'hours' ? 3_600 : 60)) * 100) / 100);
}
