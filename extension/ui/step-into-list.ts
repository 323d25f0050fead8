import type React from 'react';

/** Down from the field lies what it found. */
export function stepIntoList(event: React.KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget.parentElement?.querySelector<HTMLElement>('[role="tree"]');
  if (event.key !== 'ArrowDown' || !list) return;
  event.preventDefault();
  list.focus();
}
