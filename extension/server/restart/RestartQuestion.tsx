import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { LossesState } from '../servers/losses.js';
import { LossesNotice } from '../servers/LossesNotice.js';

/** What a restart costs: what is lost first, then what is not saved yet. */
export function RestartQuestion(props: {
  /** Null when the container stays. */
  losses: Promise<LossesState> | null;
  unsaved: readonly string[];
  onSaveEnvironment: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { losses, unsaved, onSaveEnvironment, trans } = props;
  const [seen, setSeen] = useState<LossesState>({ kind: 'loading' });
  useEffect(() => void losses?.then(setSeen), [losses]);
  return (
    <div className="labcommons-Form labcommons-RestartQuestion">
      {losses && (
        <LossesNotice losses={seen} isChosen={true} onSave={onSaveEnvironment} trans={trans} />
      )}
      <p>
        {trans.__(
          'Kernels and terminals end, and what they hold in memory is lost. The page comes back by itself.'
        )}
      </p>
      {unsaved.length > 0 && (
        <>
          <p>
            {trans._n(
              'One document has unsaved changes:',
              '%1 documents have unsaved changes:',
              unsaved.length
            )}
          </p>
          <ul>
            {unsaved.map(path => (
              <li key={path} title={path}>
                {PathExt.basename(path)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
