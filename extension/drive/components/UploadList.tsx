import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { formatShare } from '../../ui/amounts.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { useSignal } from '../../ui/use-signal.js';
import { targetName, type Uploads, type UploadUnderWay } from '../uploads.js';

/** Files on their way to the hub; nothing when there are none. */
export function UploadList(props: { uploads: Uploads; trans: TranslationBundle }): JSX.Element {
  const { uploads, trans } = props;
  useSignal(uploads.changed);
  return (
    <ul
      className="labcommons-Tasks"
      aria-label={trans.__('Uploads')}
      data-shown={uploads.all.length > 0}
    >
      {uploads.all.map(upload => (
        <UploadLine key={upload.id} upload={upload} uploads={uploads} trans={trans} />
      ))}
    </ul>
  );
}

function UploadLine(props: {
  upload: UploadUnderWay;
  uploads: Uploads;
  trans: TranslationBundle;
}): JSX.Element {
  const { upload, uploads, trans } = props;
  const { id, state, sentBytes, file } = upload;
  const name = targetName(upload);
  const isStopped = state === 'paused' || state === 'failed';
  const goWords = isStopped ? trans.__('Go on with “%1”', name) : trans.__('Pause “%1”', name);
  const cancelWords = trans.__('Give up “%1”', name);
  const detail = upload.reason ?? progressWords(upload, trans);
  return (
    <li className="labcommons-Tasks-item" data-state={state}>
      <MiddleCut
        className="labcommons-Tasks-title"
        text={trans.__('Upload %1', name)}
        title={`${upload.target.volume}/${upload.target.path}`}
      />
      <span className="labcommons-Tasks-buttons">
        <button
          className="labcommons-IconButton"
          title={goWords}
          aria-label={goWords}
          onClick={() => (isStopped ? uploads.resume(id) : uploads.pause(id))}
        >
          {isStopped ? <runIcon.react tag="span" /> : <stopIcon.react tag="span" />}
        </button>
        <button
          className="labcommons-IconButton"
          title={cancelWords}
          aria-label={cancelWords}
          onClick={() => void uploads.cancel(id)}
        >
          <closeIcon.react tag="span" />
        </button>
      </span>
      <progress aria-label={trans.__('Upload %1', name)} max={file.size || 1} value={sentBytes} />
      <span className="labcommons-Tasks-detail" role="status" title={detail}>
        {detail}
      </span>
    </li>
  );
}

function progressWords(
  { state, sentBytes, file }: UploadUnderWay,
  trans: TranslationBundle
): string {
  const share = formatShare(sentBytes, file.size);
  if (state === 'waiting') return trans.__('Waiting');
  return state === 'paused' ? trans.__('Paused · %1', share) : share;
}
