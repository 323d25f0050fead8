import type { UsagePeriod, UsageStep } from '../../../../contract/usage.js';
import { periodWords, type Figure } from './figures.js';

const WIDTH = 100;
const HEIGHT = 40;
/** Of a bar's place, left free between it and the next. */
const GAP = 0.2;

interface Props {
  readonly figure: Figure;
  readonly periods: readonly UsagePeriod[];
  readonly by: UsageStep;
}

/** What was counted in each period, as bars; said in words for those who do not see them. The table has each number. */
export function Bars({ figure, periods, by }: Props) {
  const { id, title, write } = figure;
  const most = Math.max(0, ...periods.map(period => period[id]));
  const best = periods.find(period => period[id] === most);
  const first = periods[0];
  const last = periods.at(-1);
  const place = WIDTH / Math.max(1, periods.length);
  const summary =
    best && most > 0
      ? `${title}: most in ${periodWords(best, by)}, ${write(most)}; in the last one ${write(last?.[id] ?? 0)}`
      : `${title}: none`;
  return (
    <figure className="lc-Bars">
      <figcaption>
        <span>{title}</span>
        <span className="lc-Muted">{most > 0 ? `most: ${write(most)}` : 'none'}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <line className="lc-Bars-base" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {periods.map((period, index) => {
          const height = most > 0 ? (period[id] / most) * HEIGHT : 0;
          return (
            <g key={period.from}>
              <title>{`${periodWords(period, by)}: ${write(period[id])}`}</title>
              <rect
                className="lc-Bars-place"
                x={index * place}
                y={0}
                width={place}
                height={HEIGHT}
              />
              <rect
                className="lc-Bars-bar"
                x={index * place + (place * GAP) / 2}
                y={HEIGHT - height}
                width={place * (1 - GAP)}
                height={height}
              />
            </g>
          );
        })}
      </svg>
      <p className="lc-Bars-ends lc-Muted" aria-hidden="true">
        <span>{first && periodWords(first, by)}</span>
        <span>{last && last !== first ? periodWords(last, by) : ''}</span>
      </p>
    </figure>
  );
}
