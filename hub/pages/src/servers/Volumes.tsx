import type { Access } from '../../../contract/common.js';
import { accessIn, listOf, withAccess } from '../../../contract/server-choice.js';
import type { OptionVolume, ServerOptions } from '../../../contract/server-options.js';
import type { Mount, ServerVolumes } from '../../../contract/servers.js';

interface Props {
  readonly options: ServerOptions;
  readonly volumes: ServerVolumes;
  /** What is in the server now. */
  readonly mounts: readonly Mount[];
  readonly choose: (volumes: ServerVolumes) => void;
}

const LISTS: readonly [OptionVolume['kind'], string][] = [
  ['own', 'Yours'],
  ['shared', 'Shared with you'],
  ['data', 'Data volumes']
];

const WORDS: Record<Access, string> = { write: 'read & write', read: 'read only' };

/** Which volumes a server sees, and whether it may write to them. */
export function Volumes({ options, volumes, mounts, choose }: Props) {
  const modes: readonly [ServerVolumes, string][] = [
    ['default', 'Yours and the data volumes, also those to come'],
    ['all', 'All, also what others share with you'],
    [typeof volumes === 'string' ? listOf(options, volumes) : volumes, 'Only those ticked below']
  ];
  const isIn = (mode: ServerVolumes) =>
    typeof mode === 'string' ? mode === volumes : typeof volumes !== 'string';
  return (
    <fieldset className="lc-Options-part">
      <legend>Volumes</legend>
      <div className="lc-Options-modes">
        {modes.map(([mode, words]) => (
          <label key={words}>
            <input type="radio" name="volumes" checked={isIn(mode)} onChange={() => choose(mode)} />
            {words}
          </label>
        ))}
      </div>
      {LISTS.map(([kind, title]) => {
        const items = options.volumes.filter(volume => volume.kind === kind);
        return (
          items.length > 0 && (
            <div key={kind} role="group" aria-label={title} className="lc-Options-volumes">
              <h3>{title}</h3>
              <ul>
                {items.map(volume => (
                  <VolumeRow
                    key={volume.volume}
                    volume={volume}
                    access={accessIn(volumes, volume)}
                    mount={mounts.find(mount => mount.volume === volume.volume) ?? null}
                    choose={access => choose(withAccess(options, volumes, volume, access))}
                  />
                ))}
              </ul>
            </div>
          )
        );
      })}
    </fieldset>
  );
}

interface RowProps {
  readonly volume: OptionVolume;
  readonly access: Access | null;
  readonly mount: Mount | null;
  readonly choose: (access: Access | null) => void;
}

function VolumeRow({ volume, access, mount, choose }: RowProps) {
  const said =
    mount && mount.state !== 'attached'
      ? mount.reason
      : volume.kind === 'shared'
        ? `by ${volume.owner ?? ''}`
        : volume.description;
  return (
    <li>
      <label title={volume.volume}>
        <input
          type="checkbox"
          checked={access !== null}
          onChange={event => choose(event.target.checked ? volume.access : null)}
        />
        <span className="lc-Options-volume">
          {volume.title}
          {said && <small>{said}</small>}
        </span>
      </label>
      {access !== null && volume.access === 'write' ? (
        <select
          aria-label={`Access to ${volume.title}`}
          value={access}
          onChange={event => choose(event.target.value as Access)}
        >
          <option value="write">{WORDS.write}</option>
          <option value="read">{WORDS.read}</option>
        </select>
      ) : (
        <span className="lc-Muted">{access === null ? 'left out' : WORDS[access]}</span>
      )}
    </li>
  );
}
