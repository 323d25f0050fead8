import React from 'react';

const TAIL = 9;

/** A text that loses its middle when there is no room; the whole is shown on hover. */
export function MiddleCut(props: {
  text: string;
  title?: string;
  className?: string;
}): JSX.Element {
  const characters = [...props.text];
  const tail = characters.length > 2 * TAIL ? characters.slice(-TAIL).join('') : '';
  const head = tail ? characters.slice(0, -TAIL).join('') : props.text;
  return (
    <span
      className={`labcommons-MiddleCut ${props.className ?? ''}`}
      title={props.title ?? props.text}
    >
      <span className="labcommons-MiddleCut-head">{head}</span>
      {tail && <span className="labcommons-MiddleCut-tail">{tail}</span>}
    </span>
  );
}
