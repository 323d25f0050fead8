import { type Command, Option } from 'commander';

import { Severity } from '../../contract/notifications.js';
import type { OperatorRequest } from './requests.js';

/** `labcommons announce`, `announcements` and `end-announcement`; `maintenance` and `end-maintenance`. */
export function addAnnouncementCommands(
  labcommons: Command,
  carryOut: (request: OperatorRequest) => Promise<void>
): void {
  labcommons
    .command('announce <title>')
    .description('tell every user something: at sign-in, on hub pages, and as a notification')
    .option('--body <text>', 'what else there is to say', '')
    .addOption(
      new Option('--severity <severity>', 'how grave it is')
        .choices(Severity.options)
        .default('info')
    )
    .option('--from <time>', 'RFC 3339, such as 2026-11-23T08:00:00Z; now, if left out')
    .option('--until <time>', 'RFC 3339; until it is ended, if left out')
    .action(
      (
        title: string,
        options: { body: string; severity: Severity; from?: string; until?: string }
      ) =>
        carryOut({
          command: 'announce',
          title,
          body: options.body,
          severity: options.severity,
          from: options.from ?? null,
          until: options.until ?? null
        })
    );
  labcommons
    .command('announcements')
    .description('list the newest announcements')
    .action(() => carryOut({ command: 'announcement list' }));
  labcommons
    .command('end-announcement <id>')
    .description('end an announcement now; it vanishes everywhere')
    .action((id: string) => carryOut({ command: 'announcement end', id }));
  labcommons
    .command('maintenance <why>')
    .description('let no server, job or image start until it is ended; what runs goes on')
    .action((text: string) => carryOut({ command: 'maintenance begin', text }));
  labcommons
    .command('end-maintenance')
    .description('let servers, jobs and images start again')
    .action(() => carryOut({ command: 'maintenance end' }));
}
