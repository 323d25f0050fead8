import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { formatAbsolute, formatRelative } from './moments.js';

/** A moment relative to now; the absolute one on hover. */
export function Moment(props: { at: string; now: Date; trans: TranslationBundle }): JSX.Element {
  const moment = new Date(props.at);
  return (
    <time dateTime={props.at} title={formatAbsolute(moment)}>
      {formatRelative(moment, props.now, props.trans)}
    </time>
  );
}
