import React, { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Pixels above and below the window that are rendered too, so that scrolling never shows a hole. */
const MARGIN = 400;
/** What to assume where there is no layout. */
const UNKNOWN_HEIGHT = 600;

interface WindowedListProps extends React.HTMLAttributes<HTMLDivElement> {
  /** Height of each row in pixels. */
  readonly heights: readonly number[];
  /** The row to keep in sight when it changes; -1 for none. */
  readonly activeIndex: number;
  readonly renderRow: (index: number, style: React.CSSProperties) => React.ReactNode;
  /** Called when the end comes near. */
  readonly onNearEnd?: () => void;
}

/** A scrolling list that renders what can be seen of it. */
export function WindowedList(props: WindowedListProps): JSX.Element {
  const { heights, activeIndex, renderRow, onNearEnd, ...rest } = props;
  const node = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: UNKNOWN_HEIGHT });
  const tops = topsOf(heights);
  const whole = tops[heights.length] ?? 0;

  useLayoutEffect(() => {
    const element = node.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() =>
      setScroll({ top: element.scrollTop, height: element.clientHeight || UNKNOWN_HEIGHT })
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const activeTop = activeIndex < 0 ? -1 : (tops[activeIndex] ?? -1);
  const activeHeight = heights[activeIndex] ?? 0;
  const shownIndex = useRef(-1);
  useLayoutEffect(() => {
    const element = node.current;
    // Only a change of the active row scrolls: rows that grow above it must not move the list under the pointer.
    if (!element || activeTop < 0 || shownIndex.current === activeIndex) return;
    shownIndex.current = activeIndex;
    const bottom = activeTop + activeHeight;
    if (activeTop < element.scrollTop) element.scrollTop = activeTop;
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight;
    }
  }, [activeIndex, activeTop, activeHeight]);

  const isNearEnd = scroll.top + scroll.height + MARGIN >= whole;
  const tellNearEnd = useRef(onNearEnd);
  useEffect(() => {
    tellNearEnd.current = onNearEnd;
  });
  useEffect(() => {
    if (isNearEnd) tellNearEnd.current?.();
  }, [isNearEnd, whole]);

  const rows: React.ReactNode[] = [];
  for (let index = 0; index < heights.length; index += 1) {
    const top = tops[index] ?? 0;
    const height = heights[index] ?? 0;
    if (top + height < scroll.top - MARGIN) continue;
    if (top > scroll.top + scroll.height + MARGIN) break;
    rows.push(renderRow(index, { position: 'absolute', top, height, left: 0, right: 0 }));
  }
  return (
    <div
      {...rest}
      ref={node}
      onScroll={event =>
        setScroll({
          top: event.currentTarget.scrollTop,
          height: event.currentTarget.clientHeight || UNKNOWN_HEIGHT
        })
      }
    >
      <div role="presentation" style={{ position: 'relative', height: whole }}>
        {rows}
      </div>
    </div>
  );
}

function topsOf(heights: readonly number[]): number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}
