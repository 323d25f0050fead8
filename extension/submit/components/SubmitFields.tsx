import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Failure } from '../../ui/Failure.js';
import { formatBytes, formatRoughDuration } from '../../ui/amounts.js';
import { useAfter, useSignal } from '../../ui/use-signal.js';
import type { Domain } from '../../../hub/contract/compute.js';
import type { SubmitController } from '../controller.js';
import type { Offer } from '../facts.js';
import { imagesOf, type SubmitForm } from '../form.js';
import { Advanced } from './Advanced.js';
import { ChoiceField, Refusal, TextField } from '../../ui/Field.js';
import { ParameterFields } from './ParameterFields.js';
import { ResultsField } from './ResultsField.js';
import { VolumeFields } from './VolumeFields.js';

interface SubmitFieldsProps {
  readonly controller: SubmitController;
  readonly trans: TranslationBundle;
}

/** What every part of the dialog is given. */
export interface PartProps extends SubmitFieldsProps {
  readonly form: SubmitForm;
  readonly offer: Offer;
}

/** The body of the submit dialog. */
export function SubmitFields({ controller, trans }: SubmitFieldsProps): JSX.Element {
  useSignal(controller.changed);
  const { state, notebook, failure } = controller;
  return (
    <div className="labcommons-Form">
      {state.kind === 'loading' && <Waiting trans={trans} />}
      {state.kind === 'failed' && (
        <Failure
          title={trans.__('The hub could not be asked what there is to choose')}
          error={state.error}
          trans={trans}
          onRetry={() => controller.retry()}
        />
      )}
      {state.kind === 'ready' && (
        <Choices controller={controller} trans={trans} form={state.form} offer={state.offer} />
      )}
      {notebook.isDirty && (
        <p className="labcommons-Form-note">
          {trans.__('Your notebook has unsaved changes; they are saved first.')}
        </p>
      )}
      {!notebook.source && state.kind === 'ready' && (
        <p className="labcommons-Form-note">
          {trans.__(
            'The notebook is outside the mounted volumes: it is sent along, but files beside it are not.'
          )}
        </p>
      )}
      <Refusal why={failure} />
    </div>
  );
}

function Choices(props: PartProps): JSX.Element {
  const { controller, form, offer, trans } = props;
  const { mistakes } = controller;
  const domain = offer.domains.find(({ id }) => id === form.domain);
  return (
    <>
      <TextField
        label={trans.__('Name')}
        mistake={mistakes['name']}
        value={form.name}
        onText={text => controller.edit('name', { name: text })}
      />
      <ChoiceField
        label={trans.__('Run on')}
        mistake={mistakes['domain']}
        hint={loadOf(domain, offer, trans)}
        value={form.domain}
        onText={text => controller.edit('domain', { domain: text })}
      >
        {offer.domains.map(each => (
          <option key={each.id} value={each.id}>
            {domainLabel(each, trans)}
          </option>
        ))}
      </ChoiceField>
      <ChoiceField
        label={trans.__('Image')}
        mistake={mistakes['image']}
        value={form.image}
        onText={text => controller.edit('image', { image: text })}
      >
        {imagesOf(domain, offer).map(image => (
          <option key={image.id} value={image.id} disabled={!image.runsNotebooks}>
            {!image.runsNotebooks
              ? trans.__('%1 (cannot run notebooks: %2)', image.title, image.reason ?? '')
              : image.id === offer.server?.image
                ? trans.__('%1 (same as here)', image.title)
                : image.title}
          </option>
        ))}
      </ChoiceField>
      <ParameterFields {...props} />
      <VolumeFields {...props} />
      <ResultsField {...props} />
      <Advanced {...props} domain={domain} />
    </>
  );
}

function Waiting({ trans }: { trans: TranslationBundle }): JSX.Element {
  const isSlow = useAfter(200);
  return (
    <div
      className="labcommons-SubmitDialog-waiting labcommons-Skeleton"
      aria-busy="true"
      aria-label={trans.__('Asking the hub what there is to choose')}
    >
      {isSlow &&
        [40, 65, 55, 80, 60, 70].map((width, key) => (
          <div key={key} style={{ width: `${width}%` }} />
        ))}
    </div>
  );
}

function domainLabel(domain: Domain, trans: TranslationBundle): string {
  const { memoryBytes, cores, jobTimeSeconds } = domain.limits;
  return trans.__(
    '%1 · up to %2, %3, %4',
    domain.title,
    formatBytes(memoryBytes),
    trans._n('%1 core', '%1 cores', cores),
    formatRoughDuration(jobTimeSeconds, trans)
  );
}

/** Whether a job would start at once. */
function loadOf(domain: Domain | undefined, offer: Offer, trans: TranslationBundle): string | null {
  if (!domain) return null;
  if (domain.freeSlots > 0) {
    return trans._n('Free now: %1 place', 'Free now: %1 places', domain.freeSlots);
  }
  const waiting = offer.queue?.waiting ?? 0;
  return waiting > 0
    ? trans._n(
        'Full now: %1 job waits before yours',
        'Full now: %1 jobs wait before yours',
        waiting
      )
    : trans.__('Full now: yours would be the next');
}
