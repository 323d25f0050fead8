import { titleOfServer } from '../../../contract/server-choice.js';
import type { Server } from '../../../contract/servers.js';
import type { Question } from '../ui/ConfirmDialog.js';

/** Asks before a server that runs is restarted from outside of it. */
export function restartQuestion(server: Server, act: () => void): Question {
  return {
    title: `Restart “${titleOfServer(server)}”?`,
    text: 'Its kernels and terminals end, and what they hold in memory is lost. Save open notebooks first. Volumes, settings and layouts stay.',
    verb: 'Restart server',
    act
  };
}
