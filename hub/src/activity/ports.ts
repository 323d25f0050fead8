import type { HubEvent } from '../../contract/events.js';

/** Tells users what changed. Called inside the transaction that changes it; delivered when that is safe. */
export interface EventPublisher {
  publish(userId: string, event: HubEvent): void;
}

/** What was done, for the record. `userId` null is the hub itself. */
export interface Act {
  readonly actorId: string | null;
  /** Verb after the resource's kind: `server.start`, `job.submit`, `account.signIn`. */
  readonly action: string;
  readonly resource: { readonly kind: string; readonly id: string };
  readonly outcome: 'done' | 'refused' | 'failed';
  /** One sentence, without secrets. */
  readonly detail: string;
  readonly address?: string | null;
  /** Ids of users who see it in their activity beside the actor: owners, members, who was invited. */
  readonly concerns?: readonly string[];
  /** Ids of groups that it is about beside the resource: what is shared with one, say. */
  readonly groups?: readonly string[];
}

export interface ActivityRecorder {
  record(act: Act): void;
}
