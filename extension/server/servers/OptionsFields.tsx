import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Domain, Image } from '../../../hub/contract/compute.js';
import { imagesFor, inDomain } from '../../../hub/contract/server-choice.js';
import { ChoiceField, Refusal, TextField } from '../../ui/Field.js';
import { formatBytes, formatRoughDuration } from '../../ui/amounts.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import { LossesNotice } from './LossesNotice.js';
import type { OptionsForm } from './options-form.js';
import { imageTitle } from './titles.js';
import { VolumeChoice } from './VolumeChoice.js';

/** The body of the dialog on what a server is made of: what that loses first, then the choice. */
export function OptionsFields(props: {
  form: OptionsForm;
  onSave: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { form, onSave, trans } = props;
  useSignal(form.changed);
  const { state } = form;
  if (state.kind !== 'ready') {
    return (
      <div className="labcommons-Form">
        <Unread
          state={state}
          loading={trans.__('Loading what there is to choose from')}
          failed={trans.__('What there is to choose from could not be read')}
          trans={trans}
          onRetry={() => form.retry()}
        />
      </div>
    );
  }
  const { options, server, setup } = state;
  if (!setup) {
    return (
      <p className="labcommons-Form">
        {trans.__('There is no compute domain in which you may start servers.')}
      </p>
    );
  }
  const images = imagesFor(options, setup);
  const image = images.find(({ id }) => id === setup.image);
  const domain = options.domains.find(({ id }) => id === setup.domain);
  return (
    <div className="labcommons-Form labcommons-OptionsFields">
      {server && (
        <LossesNotice losses={form.losses} isChosen={form.isLossy} onSave={onSave} trans={trans} />
      )}
      {!server && (
        <TextField
          label={trans.__('Name')}
          maxLength={80}
          value={form.displayName}
          onText={text => (form.displayName = text)}
        />
      )}
      <ChoiceField
        label={trans.__('Runs on')}
        hint={domain && domainHint(domain, trans)}
        value={setup.domain}
        onText={text => {
          const chosen = options.domains.find(({ id }) => id === text);
          if (chosen) form.choose(inDomain(chosen, setup));
        }}
      >
        {options.domains.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </ChoiceField>
      <ChoiceField
        label={trans.__('Image')}
        hint={image && imageHint(image, trans)}
        value={setup.image}
        onText={text => form.choose({ ...setup, image: text })}
      >
        {images.map(one => (
          <option key={one.id} value={one.id}>
            {imageTitle(one, trans)}
          </option>
        ))}
      </ChoiceField>
      <VolumeChoice
        options={options}
        volumes={setup.volumes}
        mounts={server?.mounts ?? []}
        onChange={volumes => form.choose({ ...setup, volumes })}
        trans={trans}
      />
      {form.effect === 'atOnce' && (
        <p className="labcommons-Form-note">
          {trans.__('Volumes come and go while the server runs.')}
        </p>
      )}
      {form.effect === 'restart' && (
        <p className="labcommons-Form-note">
          {trans.__('The server goes on as it is until it is restarted.')}
        </p>
      )}
      <Refusal why={form.failure} />
    </div>
  );
}

function imageHint({ description, kind, kernels }: Image, trans: TranslationBundle): string {
  const runs =
    kind === 'app'
      ? trans.__('a program of its own, without JupyterLab')
      : kernels.map(({ displayName }) => displayName).join(', ');
  return [description, runs].filter(Boolean).join(' · ');
}

function domainHint(domain: Domain, trans: TranslationBundle): string {
  const { description, limits, freeServers } = domain;
  return [
    description,
    trans.__('up to %1', formatBytes(limits.memoryBytes)),
    trans._n('%1 core', '%1 cores', limits.cores),
    trans.__('stops after %1 idle', formatRoughDuration(limits.idleSeconds, trans)),
    limits.lifeSeconds !== null &&
      trans.__('ends after %1', formatRoughDuration(limits.lifeSeconds, trans)),
    freeServers === 0 && trans.__('full: starts wait for room'),
    freeServers !== null && freeServers > 0 && trans.__('room for %1 more', freeServers)
  ]
    .filter(Boolean)
    .join(' · ');
}
