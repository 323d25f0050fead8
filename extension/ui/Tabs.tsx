import React, { useEffect, useRef } from 'react';

/** A row of tabs of which arrows choose one. */
export function Tabs<T extends string>(props: {
  tabs: readonly T[];
  current: T;
  titles: Record<T, React.ReactNode>;
  label: string;
  onChoose: (tab: T) => void;
}): JSX.Element {
  const { tabs, current, titles, label, onChoose } = props;
  const node = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) node.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    moved.current = false;
  }, [current]);
  return (
    <div
      ref={node}
      className="labcommons-Tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={event => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length];
        if (!step || next === undefined) return;
        event.preventDefault();
        moved.current = true;
        onChoose(next);
      }}
    >
      {tabs.map(tab => (
        <button
          key={tab}
          role="tab"
          aria-selected={current === tab}
          tabIndex={current === tab ? 0 : -1}
          onClick={() => onChoose(tab)}
        >
          {titles[tab]}
        </button>
      ))}
    </div>
  );
}
