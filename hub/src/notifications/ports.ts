import type { NotificationKind } from '../../contract/notifications.js';

/** A thing that notifications are about; kinds as in activity. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
}

export interface Message {
  readonly kind: NotificationKind;
  /** One line in words, naming the thing: `“night-report” failed`. */
  readonly title: string;
  /** May be empty. No secrets: it may go out by e-mail. */
  readonly body: string;
  readonly resource: Subject | null;
}

/**
 * Tells users what concerns them, until they dismiss it. Called inside the transaction of what happened: both are
 * safe together, or neither is.
 */
export interface Notifier {
  /** A warning takes the place of an earlier one of the same kind about the same thing. */
  notify(userId: string, message: Message): void;
  /**
   * Takes back what has become pointless, such as an invitation that was answered.
   * @param userId - of one user only; default: of all
   */
  withdraw(kind: NotificationKind, resource: Subject, userId?: string): void;
}
