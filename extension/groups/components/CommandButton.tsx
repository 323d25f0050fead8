import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import React from 'react';

/** A visible button for a command; while it is off, its caption says why. */
export function CommandButton(props: {
  commands: CommandRegistry;
  id: string;
  args: ReadonlyPartialJSONObject;
  /** Shorter than the command's own, where the place says the rest. */
  label?: string;
  isMain?: boolean;
  tabIndex?: number;
}): JSX.Element {
  const { commands, id, args, label, isMain, tabIndex } = props;
  const isEnabled = commands.isEnabled(id, args);
  return (
    <button
      className={`labcommons-Button ${isMain ? 'jp-mod-main' : ''}`}
      title={commands.caption(id, args)}
      aria-disabled={!isEnabled}
      tabIndex={tabIndex}
      onDoubleClick={event => event.stopPropagation()}
      onClick={() => {
        if (commands.isEnabled(id, args)) void commands.execute(id, args);
      }}
    >
      {label ?? commands.label(id, args)}
    </button>
  );
}
