import type { Announcement } from '../../contract/notifications.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import type { Notifier } from './ports.js';

/** Whoever has an account. */
export interface Everybody {
  listUsers(): readonly { readonly id: string; readonly disabledAt: string | null }[];
}

/** What administrators tell everybody. */
export class Announcements {
  constructor(
    private readonly database: Database,
    private readonly notifier: Notifier,
    private readonly everybody: Everybody,
    private readonly activity: ActivityRecorder,
    private readonly clock: Clock,
    private readonly newId: () => string
  ) {}

  /** Tells every user whose account is not disabled. @throws AppError `not-allowed` */
  announce(user: User, { title, body }: { title: string; body: string }): Announcement {
    if (!user.admin) {
      throw new AppError('not-allowed', 'Only administrators make announcements');
    }
    const id = this.newId();
    const resource = { kind: 'announcement', id };
    return this.database.transaction(() => {
      const recipients = this.everybody.listUsers().filter(({ disabledAt }) => disabledAt === null);
      for (const recipient of recipients) {
        this.notifier.notify(recipient.id, { kind: 'announcement', title, body, resource });
      }
      this.activity.record({
        actorId: user.id,
        action: 'announcement.make',
        resource,
        outcome: 'done',
        detail: title
      });
      const createdAt = this.clock().toISOString();
      return { id, title, body, createdAt, recipients: recipients.length };
    });
  }
}
