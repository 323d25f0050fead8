import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** Says that an open document's volume has been mounted meanwhile, and offers to go on where the kernel sees it. */
export function MountedNote(props: {
  labPath: string;
  onReopen: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { labPath, onReopen, trans } = props;
  return (
    <p className="labcommons-Mounted">
      {trans.__('This folder is mounted now.')}{' '}
      <button className="labcommons-Link" onClick={onReopen}>
        {trans.__('Save and reopen')}
      </button>{' '}
      {trans.__('as %1, where kernels see it.', labPath)}
    </p>
  );
}
