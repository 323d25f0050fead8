import type { TranslationBundle } from '@jupyterlab/translation';
import { notebookIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { MiddleCut } from '../../ui/MiddleCut.js';
import type { RecentNotebook } from '../recents.js';

/** Notebooks that were opened in this server lately. */
export function RecentList(props: {
  notebooks: readonly RecentNotebook[];
  /** In which they open; null as long as that is not known. */
  image: string | null;
  onOpen: (path: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { notebooks, image, onOpen, trans } = props;
  return (
    <div role="group" aria-label={trans.__('Recent notebooks')}>
      <h3>{trans.__('Recent notebooks')}</h3>
      {notebooks.length === 0 ? (
        <p>{trans.__('Notebooks that you open here are found here again.')}</p>
      ) : (
        <ul>
          {notebooks.map(({ path, name, folder }) => (
            <li key={path}>
              <button onClick={() => onOpen(path)} title={path}>
                <notebookIcon.react tag="span" />
                <span className="labcommons-Home-words">
                  <MiddleCut text={name} />
                  <small>{[folder, image].filter(Boolean).join(' · ')}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
