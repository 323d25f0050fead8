import React from 'react';

import type { Access } from '../../../hub/contract/common.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { mostAccess } from '../form.js';
import type { PartProps } from './SubmitFields.js';

/** Which volumes the job sees, and whether it may write to them. */
export function VolumeFields(props: PartProps): JSX.Element {
  const { controller, form, offer, trans } = props;
  const mistake = controller.mistakes['volumes'];
  const choose = (address: string, access: Access | null) => {
    const { [address]: _left, ...others } = form.volumes;
    controller.edit('volumes', {
      volumes: access === null ? others : { ...others, [address]: access }
    });
  };
  return (
    <fieldset className="labcommons-Field">
      <legend className="labcommons-Field-label">{trans.__('Volumes')}</legend>
      <div className="labcommons-Field-control">
        <div className="labcommons-Volumes">
          {offer.volumes.map(volume => {
            const access = form.volumes[volume.address];
            return (
              <React.Fragment key={volume.id}>
                <label title={volume.address}>
                  <input
                    type="checkbox"
                    aria-label={volume.title || volume.name}
                    checked={access !== undefined}
                    aria-invalid={mistake !== undefined}
                    onChange={event =>
                      choose(volume.address, event.target.checked ? mostAccess(volume) : null)
                    }
                  />
                  <MiddleCut text={volume.title || volume.name} title={volume.address} />
                </label>
                {mostAccess(volume) === 'write' && access !== undefined ? (
                  <select
                    className="jp-mod-styled"
                    aria-label={trans.__('Access to %1', volume.name)}
                    value={access}
                    onChange={event => choose(volume.address, event.target.value as Access)}
                  >
                    <option value="write">{trans.__('read & write')}</option>
                    <option value="read">{trans.__('read only')}</option>
                  </select>
                ) : (
                  <span className="labcommons-Volumes-access">
                    {access === undefined ? trans.__('left out') : trans.__('read only')}
                  </span>
                )}
              </React.Fragment>
            );
          })}
        </div>
        {mistake && (
          <div className="labcommons-Field-mistake" role="alert">
            {mistake}
          </div>
        )}
      </div>
    </fieldset>
  );
}
