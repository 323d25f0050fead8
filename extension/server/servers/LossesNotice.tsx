import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Changes } from '../../images/components/Changes.js';
import type { LossesState } from './losses.js';

/** What is lost when a server is made anew, before it happens, and the way to keep it. */
export function LossesNotice(props: {
  losses: LossesState;
  /** Whether what is chosen now loses it. */
  isChosen: boolean;
  /** Null where it is said elsewhere. */
  onSave: (() => void) | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { losses, isChosen, onSave, trans } = props;
  if (losses.kind === 'nothing') return null;
  return (
    <div className="labcommons-Losses" data-chosen={isChosen} aria-live="polite">
      <p>
        <strong>
          {isChosen
            ? trans.__('The server is made anew, and this is lost:')
            : trans.__('Another domain or image makes the server anew. Then this is lost:')}
        </strong>
      </p>
      {losses.kind === 'known' ? (
        <Changes changes={losses.changes} isLost={true} trans={trans} />
      ) : (
        <p>
          {losses.kind === 'loading'
            ? trans.__('Looking at what was installed…')
            : trans.__('Packages that were installed in it, and files outside of volumes.')}
        </p>
      )}
      <p>{trans.__('Volumes, settings and layouts stay.')}</p>
      {onSave && losses.kind === 'known' && losses.changes.mayBeSaved && (
        <button className="jp-mod-styled" onClick={onSave}>
          {trans.__('Save my environment…')}
        </button>
      )}
    </div>
  );
}
