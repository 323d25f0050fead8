import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Level } from '../levels.js';

/** Chooses how much is shared: reading or writing, and whether it may be shared on. */
export function LevelField(props: {
  /** Whom it is for, for those who do not see where it stands. */
  name: string;
  level: Level;
  /** Nobody gives more than he has. */
  mayWrite: boolean;
  isOff: boolean;
  trans: TranslationBundle;
  onChange: (level: Level) => void;
}): JSX.Element {
  const { name, level, mayWrite, isOff, trans, onChange } = props;
  return (
    <span className="labcommons-LevelField">
      <select
        className="jp-mod-styled"
        aria-label={trans.__('Access of %1', name)}
        value={level.access}
        disabled={isOff}
        onChange={event =>
          onChange({ ...level, access: event.target.value === 'write' ? 'write' : 'read' })
        }
      >
        <option value="read">{trans.__('may read')}</option>
        <option value="write" disabled={!mayWrite}>
          {trans.__('may read & write')}
        </option>
      </select>
      <label title={trans.__('May give others as much access as they have themselves')}>
        <input
          type="checkbox"
          aria-label={trans.__('%1 may share it on', name)}
          checked={level.mayShare}
          disabled={isOff}
          onChange={event => onChange({ ...level, mayShare: event.target.checked })}
        />
        {trans.__('share on')}
      </label>
    </span>
  );
}
