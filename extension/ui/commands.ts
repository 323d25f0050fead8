import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';

import { attempt } from './attempt.js';

type Args = Readonly<Record<string, unknown>>;

/** JSON Schema of the arguments of a command that takes none. */
export const NO_ARGS = { args: { type: 'object', properties: {} } } as const;

/** What the commands of a family act on, one at a time. */
interface Family<Thing, Action> {
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
  /** JSON Schema of the arguments, which say what is meant. */
  readonly describedBy: CommandRegistry.ICommandOptions['describedBy'];
  readonly meant: (args: Args) => Thing | null;
  /** What to do where nothing is meant, in words. */
  readonly askToChoose: string;
  /** Why something cannot be done now, in words; null when it can. */
  readonly whyNot: (action: Action, thing: Thing) => string | null;
  readonly nameOf: (thing: Thing) => string;
}

export interface FamilyCommand<Thing, Action> {
  readonly action: Action;
  readonly label: string;
  readonly caption: string;
  readonly run: (thing: Thing) => unknown;
}

/** @returns what arguments mean by their id; without one, what was chosen last */
export function byId<Thing>(
  things: { find(id: string): Thing | null },
  chosen: () => string | null
): (args: Args) => Thing | null {
  return args => {
    const id = typeof args['id'] === 'string' ? args['id'] : chosen();
    return id ? things.find(id) : null;
  };
}

/** @returns what adds a command: one that is off says why, and one that fails tells it */
export function commandsOn<Thing, Action>(family: Family<Thing, Action>) {
  const { commands, trans, describedBy, meant, askToChoose, whyNot, nameOf } = family;
  return (id: string, command: FamilyCommand<Thing, Action>): void => {
    const against = (args: Args): string | null => {
      const thing = meant(args);
      return thing ? whyNot(command.action, thing) : askToChoose;
    };
    commands.addCommand(id, {
      label: command.label,
      caption: args => against(args) ?? command.caption,
      isEnabled: args => against(args) === null,
      describedBy,
      execute: async args => {
        const thing = meant(args);
        if (thing) await attempt(() => command.run(thing), trans, nameOf(thing));
      }
    });
  };
}

/** Has whoever shows the commands ask them again, each time one of the signals is emitted. */
export function renewCommands(
  commands: CommandRegistry,
  ids: Readonly<Record<string, string>>,
  signals: readonly ISignal<unknown, unknown>[]
): void {
  const renew = () => {
    for (const id of Object.values(ids)) {
      if (commands.hasCommand(id)) commands.notifyCommandChanged(id);
    }
  };
  for (const signal of signals) signal.connect(renew);
}
