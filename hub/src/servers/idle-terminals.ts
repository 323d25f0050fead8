import type { ContainerEngine, ContainerProcess } from '../compute/engine.js';
import type { AskWork } from './idle-work.js';
import { containerName } from './launcher.js';

const SHELLS = ['sh', 'ash', 'bash', 'csh', 'dash', 'fish', 'ksh', 'tcsh', 'zsh'];

/** A shell that waits for somebody to type, not one that runs a script. */
function isShell(command: string): boolean {
  const [program = '', ...rest] = command.trim().split(/\s+/);
  const name = program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');
  return SHELLS.includes(name) && rest.every(argument => argument.startsWith('-'));
}

/** Whether a terminal runs something beside its shell, in the foreground or behind it. */
export function runsProgram(processes: readonly ContainerProcess[]): boolean {
  return processes.some(({ inTerminal, command }) => inTerminal && !isShell(command));
}

/**
 * Whether a program runs in some terminal of a server, whoever opened that. What the engine cannot tell counts as no
 * program: the terminal's own activity is known all the same.
 */
export function terminalsByProcesses(engine: Pick<ContainerEngine, 'processesOf'>): AskWork {
  return async row => {
    const processes = await engine.processesOf(containerName(row.id)).catch(() => null);
    return processes !== null && runsProgram(processes);
  };
}
