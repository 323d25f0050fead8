import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { QueryAnswer } from '../../../../hub/contract/databases.js';
import { isNumeric, shownValue } from '../values.js';

/** Height of a row in pixels; the style sheet says the same. */
export const ROW = 24;
/** Rows above and below what can be seen that are rendered too, so that scrolling never shows a hole. */
const MARGIN = 20;
/** What to assume where there is no layout. */
const UNKNOWN_HEIGHT = 600;
/** By how many rows the widths of columns are chosen. */
const SAMPLE = 200;
const NARROWEST = 5;
const WIDEST = 42;

/** Rows of an answer; only those in sight are made, so that many are no burden. */
export function ResultTable(props: { answer: QueryAnswer; trans: TranslationBundle }): JSX.Element {
  const { answer, trans } = props;
  const { columns, rows } = answer;
  const node = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, count: Math.ceil(UNKNOWN_HEIGHT / ROW) });
  const widths = useMemo(() => widthsOf(answer, trans), [answer, trans]);
  const numbersWidth = `${String(rows.length).length + 2}ch`;

  useLayoutEffect(() => {
    const element = node.current;
    if (!element) return;
    const measure = () => {
      const first = Math.floor(element.scrollTop / ROW);
      const count = Math.ceil((element.clientHeight || UNKNOWN_HEIGHT) / ROW);
      setSeen(before =>
        before.first === first && before.count === count ? before : { first, count }
      );
    };
    element.scrollTop = 0;
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, [answer]);

  const from = Math.max(0, seen.first - MARGIN);
  const shown = rows.slice(from, seen.first + seen.count + MARGIN);
  return (
    <div
      ref={node}
      className="labcommons-Result-table"
      role="table"
      aria-label={trans.__('Rows')}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      tabIndex={0}
    >
      <div className="labcommons-Result-head" role="row" aria-rowindex={1}>
        <span
          className="labcommons-Result-number"
          role="presentation"
          style={{ width: numbersWidth }}
        />
        {columns.map(({ name, type }, at) => (
          <span
            key={at}
            role="columnheader"
            data-numeric={isNumeric(type)}
            title={`${name}\n${type}`}
            style={{ width: widths[at] }}
          >
            {name}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ position: 'relative', height: rows.length * ROW }}>
        {shown.map((row, offset) => {
          const index = from + offset;
          return (
            <div
              key={index}
              className="labcommons-Result-row"
              role="row"
              aria-rowindex={index + 2}
              style={{ top: index * ROW }}
            >
              <span
                className="labcommons-Result-number"
                role="presentation"
                style={{ width: numbersWidth }}
              >
                {index + 1}
              </span>
              {columns.map(({ type }, at) => {
                const { kind, text, tip } = shownValue(row[at] ?? null, type, trans);
                return (
                  <span
                    key={at}
                    role="cell"
                    data-kind={kind}
                    style={{ width: widths[at] }}
                    {...(tip !== null && { title: tip })}
                  >
                    {text}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** As wide as the name and the first values need, in characters of one width. */
function widthsOf({ columns, rows }: QueryAnswer, trans: TranslationBundle): string[] {
  return columns.map(({ name, type }, at) => {
    const lengths = rows
      .slice(0, SAMPLE)
      .map(row => shownValue(row[at] ?? null, type, trans).text.length);
    const longest = Math.max(NARROWEST, name.length, ...lengths);
    return `calc(${Math.min(WIDEST, longest)}ch + 17px)`;
  });
}
