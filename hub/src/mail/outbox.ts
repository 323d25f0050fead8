import { setTimeout as pause } from 'node:timers/promises';

import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import { bundle, letterOf } from './letters.js';
import { type OutboxRow, OutboxStore } from './outbox-store.js';
import { type Letter, LetterRefused, type MailTransport } from './ports.js';
import { nextAttempt, nextDigest } from './schedule.js';

/** Rows that are read at a time. */
const AT_ONCE = 500;
const LOOK_EVERY_MS = 30_000;

/** A notification, as far as a letter tells of it. */
export interface ToTell {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** Where mail goes to; null for who has no address or no account in force. */
export type AddressOf = (userId: string) => Letter['to'] | null;

interface OutboxParts {
  readonly database: Database;
  readonly transport: MailTransport;
  readonly addressOf: AddressOf;
  readonly site: { readonly name: string; readonly url: string | null };
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Mail that is to go out. What is put in is on record until a mail server has taken it or it is given up: a hub that is
 * killed forgets none, and may send the last one twice under the same Message-ID. Nobody waits for the mail server.
 */
export class Outbox {
  private readonly store: OutboxStore;
  private readonly closing = new AbortController();
  private wake = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: OutboxParts) {
    this.store = new OutboxStore(parts.database);
  }

  /** To be called in the transaction of what is told. */
  put(userId: string, told: ToTell, when: 'atOnce' | 'daily'): void {
    const now = this.parts.clock();
    this.store.insert({
      id: this.parts.newId(),
      userId,
      notificationId: told.id,
      digest: when === 'daily',
      title: told.title,
      body: told.body,
      createdAt: now.toISOString(),
      dueAt: (when === 'daily' ? nextDigest(now) : now).toISOString(),
      address: null
    });
    if (when === 'atOnce') {
      this.parts.database.afterCommit(() => this.wake.abort());
    }
  }

  /** A letter to an address that need not be the user's own. To be called in the transaction of what is told. */
  putLetter(
    userId: string,
    address: string,
    { title, body }: { title: string; body: string }
  ): void {
    const now = this.parts.clock().toISOString();
    this.store.insert({
      id: this.parts.newId(),
      userId,
      notificationId: '',
      digest: false,
      title,
      body,
      createdAt: now,
      dueAt: now,
      address
    });
    this.parts.database.afterCommit(() => this.wake.abort());
  }

  /** What was dismissed before its digest went out is left out of it. */
  drop(notificationId: string): void {
    this.store.deleteDigestOf(notificationId);
  }

  /** Sends what is due, now and from now on, until {@link stop}. */
  start(): void {
    this.running = this.run();
  }

  /** What is being sent comes to its end first. */
  async stop(): Promise<void> {
    this.closing.abort();
    this.wake.abort();
    await this.running;
  }

  /** One round through everything that is due; ends early when the mail server cannot be spoken to. */
  async sendDue(): Promise<void> {
    for (let rows = this.due(); rows.length > 0; rows = this.due()) {
      for (const rowsOfOne of bundle(rows)) {
        if (this.closing.signal.aborted || !(await this.send(rowsOfOne))) {
          return;
        }
      }
    }
  }

  private async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      this.wake = new AbortController();
      await this.sendDue().catch((error: unknown) =>
        this.parts.log.warn({ err: error }, 'mail: a round failed')
      );
      const { signal } = this.wake;
      await pause(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns false when the mail server cannot be spoken to, and the next letter would fare no better */
  private async send(rows: readonly OutboxRow[]): Promise<boolean> {
    const { transport, addressOf, site, log } = this.parts;
    const [first, ...others] = rows;
    const to = first?.address
      ? { name: '', address: first.address }
      : addressOf(first?.userId ?? '');
    if (!first || !to) {
      this.forget(rows);
      return true;
    }
    try {
      await transport.send(letterOf([first, ...others], to, site));
      this.forget(rows);
      return true;
    } catch (error) {
      const isRefused = error instanceof LetterRefused;
      if (isRefused && error.isFinal) {
        log.warn({ err: error, userId: first.userId }, 'mail: refused for good');
        this.forget(rows);
        return true;
      }
      log.warn({ err: error }, 'mail: not sent, it will be tried again');
      this.putOff(rows);
      return isRefused;
    }
  }

  private due(): OutboxRow[] {
    return this.store.due(this.parts.clock().toISOString(), AT_ONCE);
  }

  private forget(rows: readonly OutboxRow[]): void {
    this.parts.database.transaction(() => rows.forEach(({ id }) => this.store.delete(id)));
  }

  private putOff(rows: readonly OutboxRow[]): void {
    const now = this.parts.clock();
    this.parts.database.transaction(() => {
      for (const { id, createdAt, attempts } of rows) {
        const next = nextAttempt(now, new Date(createdAt), attempts + 1);
        if (next === null) {
          this.parts.log.warn({ id }, 'mail: given up');
          this.store.delete(id);
        } else {
          this.store.putOff(id, next.toISOString());
        }
      }
    });
  }
}
