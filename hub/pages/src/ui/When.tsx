import { ago } from './words.js';

/** A moment in relative words, the absolute one on hover. */
export function When({ time, now }: { time: string; now: number }) {
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {ago(time, now)}
    </time>
  );
}
