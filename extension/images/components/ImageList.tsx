import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Image } from '../../../hub/contract/compute.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { formatBytes } from '../../ui/amounts.js';
import { Unread } from '../../ui/Unread.js';
import { useSignal } from '../../ui/use-signal.js';
import type { ImagesModel } from '../model.js';

export interface ImageActions {
  share(image: Image): void;
  /** Asks first. */
  rename(image: Image): void;
  /** Asks first. */
  remove(image: Image): void;
}

interface ImageListProps {
  readonly model: ImagesModel;
  readonly actions: ImageActions;
  readonly trans: TranslationBundle;
}

function stateWords({ saved }: Image, trans: TranslationBundle): string {
  switch (saved?.state) {
    case 'making':
      return saved.message ?? trans.__('Being made');
    case 'failed':
      return trans.__('Failed: %1', saved.message ?? '');
    case 'deleting':
      return trans.__('Being deleted');
    default:
      return saved?.sizeBytes ? formatBytes(saved.sizeBytes) : '';
  }
}

/** The images that the user saved, with what can be done with each. */
export function ImageList({ model, actions, trans }: ImageListProps): JSX.Element {
  useSignal(model.changed);
  const { state } = model;
  return (
    <div className="labcommons-Form labcommons-ImageList">
      <Unread
        state={state}
        loading={trans.__('Loading your images')}
        failed={trans.__('Your images could not be read')}
        trans={trans}
        onRetry={() => model.retry()}
      />
      {state.kind === 'ready' && state.images.length === 0 && (
        <p>
          {trans.__(
            'You have saved no image yet. Install what you need in this server, then save its environment: servers and jobs can be started with it, and you can share it.'
          )}
        </p>
      )}
      {state.kind === 'ready' && state.images.length > 0 && (
        <ul>
          {state.images.map(image => {
            const isReady = image.saved?.state === 'ready';
            const isGoing = image.saved?.state === 'deleting';
            return (
              <li key={image.id} aria-label={image.title}>
                <span className="labcommons-ImageList-words">
                  <MiddleCut text={image.title} />
                  <small data-state={image.saved?.state} role="status">
                    {[stateWords(image, trans), image.description].filter(Boolean).join(' · ')}
                  </small>
                </span>
                <span className="labcommons-ImageList-actions">
                  {isReady && (
                    <button className="jp-mod-styled" onClick={() => actions.share(image)}>
                      {trans.__('Share…')}
                    </button>
                  )}
                  <button
                    className="jp-mod-styled"
                    disabled={isGoing}
                    onClick={() => actions.rename(image)}
                  >
                    {trans.__('Rename…')}
                  </button>
                  <button
                    className="jp-mod-styled"
                    disabled={isGoing}
                    onClick={() => actions.remove(image)}
                  >
                    {image.saved?.state === 'making' ? trans.__('Give up…') : trans.__('Delete…')}
                  </button>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
