import React from 'react';

import { Field } from '../../ui/Field.js';
import type { PartProps } from './SubmitFields.js';

/** Where the executed notebook and what the job writes will be. */
export function ResultsField(props: PartProps): JSX.Element {
  const { controller, form, offer, trans } = props;
  const { results } = form;
  const usual = `Temporary/${offer.user}/jobs`;
  const writable = offer.volumes.filter(volume => volume.privileges.includes('write'));
  const edit = (change: typeof results) => controller.edit('results', { results: change });
  return (
    <Field
      label={trans.__('Results in')}
      mistake={controller.mistakes['results']}
      hint={results ? trans.__('A new folder is made there.') : null}
    >
      {control =>
        results === null ? (
          <span className="labcommons-Results">
            <span>{trans.__('%1/… (new folder)', usual)}</span>
            <button
              id={control.id}
              className="labcommons-Link"
              disabled={writable.length === 0}
              onClick={() => edit({ volume: usual, path: '' })}
            >
              {trans.__('Change…')}
            </button>
          </span>
        ) : (
          <span className="labcommons-Results">
            <select
              {...control}
              className="jp-mod-styled"
              value={results.volume}
              onChange={event => edit({ ...results, volume: event.target.value })}
            >
              {writable.map(volume => (
                <option key={volume.id} value={volume.address}>
                  {volume.address}
                </option>
              ))}
            </select>
            <input
              className="jp-mod-styled"
              aria-label={trans.__('Folder')}
              placeholder={trans.__('folder')}
              value={results.path}
              onChange={event => edit({ ...results, path: event.target.value })}
            />
            <button className="labcommons-Link" onClick={() => edit(null)}>
              {trans.__('Reset')}
            </button>
          </span>
        )
      }
    </Field>
  );
}
