import React from 'react';

import { useAfter } from './use-signal.js';

/** Bars where rows will be; nothing for what takes no time. */
export function Skeleton(props: { label: string; className?: string }): JSX.Element {
  const isSlow = useAfter(200);
  return (
    <div
      className={`labcommons-Skeleton ${props.className ?? ''}`}
      aria-busy="true"
      aria-label={props.label}
    >
      {isSlow &&
        [70, 45, 60, 80, 50].map(width => <div key={width} style={{ width: `${width}%` }} />)}
    </div>
  );
}
