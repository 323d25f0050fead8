import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, fileUploadIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { formatShare } from '../../ui/amounts.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { useSignal } from '../../ui/use-signal.js';
import { chooseFiles } from '../choose-files.js';
import { targetName, type Uploads, type UploadState, type UploadUnderWay } from '../uploads.js';

/** A folder of thousands is told by its number. */
const MOST_LINES = 20;
const RANK: Record<UploadState, number> = {
  failed: 0,
  interrupted: 1,
  lost: 2,
  running: 3,
  paused: 4,
  waiting: 5
};

/** Files on their way to the hub; nothing when there are none. */
export function UploadList(props: { uploads: Uploads; trans: TranslationBundle }): JSX.Element {
  const { uploads, trans } = props;
  useSignal(uploads.changed);
  const { all } = uploads;
  // What waits for somebody comes first, then what moves.
  const lines = [...all]
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.id - b.id)
    .slice(0, MOST_LINES);
  return (
    <ul className="labcommons-Tasks" aria-label={trans.__('Uploads')} data-shown={all.length > 0}>
      {lines.map(upload => (
        <UploadLine key={upload.id} upload={upload} uploads={uploads} trans={trans} />
      ))}
      {all.length > lines.length && (
        <li className="labcommons-Tasks-item labcommons-Tasks-detail">
          {trans._n('and %1 more', 'and %1 more', all.length - lines.length)}
        </li>
      )}
    </ul>
  );
}

function UploadLine(props: {
  upload: UploadUnderWay;
  uploads: Uploads;
  trans: TranslationBundle;
}): JSX.Element {
  const { upload, uploads, trans } = props;
  const { id, state, sentBytes, sizeBytes } = upload;
  const name = targetName(upload);
  const isMoving = state === 'waiting' || state === 'running';
  const act = isMoving
    ? { words: trans.__('Pause “%1”', name), Icon: stopIcon, run: () => uploads.pause(id) }
    : state === 'interrupted'
      ? {
          words: trans.__('Choose “%1” again to go on', name),
          Icon: fileUploadIcon,
          run: () => chooseFiles({ single: true }, ([file]) => file && uploads.goOnWith(id, file))
        }
      : { words: trans.__('Go on with “%1”', name), Icon: runIcon, run: () => uploads.resume(id) };
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
          title={act.words}
          aria-label={act.words}
          onClick={act.run}
        >
          <act.Icon.react tag="span" />
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
      <progress aria-label={trans.__('Upload %1', name)} max={sizeBytes || 1} value={sentBytes} />
      <span className="labcommons-Tasks-detail" role="status" title={detail}>
        {detail}
      </span>
    </li>
  );
}

function progressWords(
  { state, sentBytes, sizeBytes }: UploadUnderWay,
  trans: TranslationBundle
): string {
  const share = formatShare(sentBytes, sizeBytes);
  switch (state) {
    case 'waiting':
      return trans.__('Waiting');
    case 'paused':
      return trans.__('Paused · %1', share);
    case 'interrupted':
      return trans.__('%1 · choose or drop the same file again to go on', share);
    default:
      return share;
  }
}
