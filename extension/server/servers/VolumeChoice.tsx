import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import type { Access } from '../../../hub/contract/common.js';
import { accessIn, listOf, withAccess } from '../../../hub/contract/server-choice.js';
import type { OptionVolume, ServerOptions } from '../../../hub/contract/server-options.js';
import type { Mount, ServerVolumes } from '../../../hub/contract/servers.js';
import { MiddleCut } from '../../ui/MiddleCut.js';

interface Props {
  readonly options: ServerOptions;
  readonly volumes: ServerVolumes;
  /** What is in the server now. */
  readonly mounts: readonly Mount[];
  readonly onChange: (volumes: ServerVolumes) => void;
  readonly trans: TranslationBundle;
}

/** Which volumes a server sees, whether it may write to them, and how each is in it now. */
export function VolumeChoice({ options, volumes, mounts, onChange, trans }: Props): JSX.Element {
  const name = useId();
  const modes: readonly [ServerVolumes, string][] = [
    ['default', trans.__('Yours and the data volumes, also those to come')],
    ['all', trans.__('All, also what others share with you')],
    [
      typeof volumes === 'string' ? listOf(options, volumes) : volumes,
      trans.__('Only those ticked below')
    ]
  ];
  const isIn = (mode: ServerVolumes) =>
    typeof mode === 'string' ? mode === volumes : typeof volumes !== 'string';
  const lists: readonly [OptionVolume['kind'], string][] = [
    ['own', trans.__('Yours')],
    ['shared', trans.__('Shared with you')],
    ['data', trans.__('Data volumes')]
  ];
  return (
    <fieldset className="labcommons-Field">
      <legend className="labcommons-Field-label">{trans.__('Volumes')}</legend>
      <div className="labcommons-Field-control">
        <div className="labcommons-VolumeChoice-modes">
          {modes.map(([mode, words]) => (
            <label key={words}>
              <input
                type="radio"
                name={name}
                checked={isIn(mode)}
                onChange={() => onChange(mode)}
              />
              {words}
            </label>
          ))}
        </div>
        {lists.map(([kind, title]) => {
          const items = options.volumes.filter(volume => volume.kind === kind);
          return (
            items.length > 0 && (
              <div key={kind} role="group" aria-label={title}>
                <h4>{title}</h4>
                <div className="labcommons-Volumes">
                  {items.map(volume => (
                    <VolumeRow
                      key={volume.volume}
                      volume={volume}
                      access={accessIn(volumes, volume)}
                      mount={mounts.find(mount => mount.volume === volume.volume) ?? null}
                      onChange={access => onChange(withAccess(options, volumes, volume, access))}
                      trans={trans}
                    />
                  ))}
                </div>
              </div>
            )
          );
        })}
      </div>
    </fieldset>
  );
}

function VolumeRow(props: {
  volume: OptionVolume;
  access: Access | null;
  mount: Mount | null;
  onChange: (access: Access | null) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { volume, access, mount, onChange, trans } = props;
  const words = (one: Access) =>
    one === 'write' ? trans.__('read & write') : trans.__('read only');
  return (
    <>
      <label title={volume.volume}>
        <input
          type="checkbox"
          aria-label={volume.title}
          checked={access !== null}
          onChange={event => onChange(event.target.checked ? volume.access : null)}
        />
        <MiddleCut text={volume.title} title={volume.volume} />
        {volume.kind === 'shared' && <small>{trans.__('by %1', volume.owner ?? '')}</small>}
        {mount && <small data-state={mount.state}>{mountWords(mount, trans)}</small>}
      </label>
      {access !== null && volume.access === 'write' ? (
        <select
          className="jp-mod-styled"
          aria-label={trans.__('Access to %1', volume.title)}
          value={access}
          onChange={event => onChange(event.target.value as Access)}
        >
          <option value="write">{words('write')}</option>
          <option value="read">{words('read')}</option>
        </select>
      ) : (
        <span className="labcommons-Volumes-access">
          {access === null ? trans.__('left out') : words(access)}
        </span>
      )}
    </>
  );
}

function mountWords({ state, reason }: Mount, trans: TranslationBundle): string {
  return state === 'attached' ? trans.__('attached') : (reason ?? trans.__('restart needed'));
}
