import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { getMe, type Me } from '../../hub/contract/accounts.js';
import type { HubEvent } from '../../hub/contract/events.js';
import {
  explainAccess,
  listGrants,
  putGrant,
  resourceText,
  SubjectRef,
  type Grant,
  type Privilege
} from '../../hub/contract/grants.js';
import { findUsers, type Group } from '../../hub/contract/groups.js';
import type { HubClient } from '../api/hub-client.js';
import { problemText } from '../api/hub-error.js';
import { readAll } from '../api/read-all.js';
import type { IHubEvents } from '../tokens.js';
import type { PickerOption } from '../ui/Picker.js';
import { privilegesOf, type Level } from './levels.js';
import { privilegesFor, readThing, type SharedThing, type ThingRef } from './shared-thing.js';
import { offerOf, subjectKey, type SubjectOption } from './subjects.js';

export type ShareState =
  | { readonly kind: 'loading' }
  /** The user has given up his own access. */
  | { readonly kind: 'givenUp' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly thing: SharedThing;
      readonly me: Me;
      /** By whom it can be reached beside its owner, as far as the user may see that. */
      readonly grants: readonly Grant[];
      /** Why the user himself can reach it, in words. */
      readonly mine: string;
    };

interface ShareFormOptions {
  readonly client: HubClient;
  readonly events: IHubEvents;
  readonly thing: ThingRef;
  /** The user's groups at present. */
  readonly groups: () => readonly Group[];
  readonly trans: TranslationBundle;
}

/** What was chosen for a subject, and whether the hub has answered. */
interface Wish {
  readonly privileges: readonly Privilege[];
  isSettled: boolean;
}

/** Who may do what with a volume or the results of a job, and each change of it on its way to the hub. */
export class ShareForm {
  constructor(private readonly options: ShareFormOptions) {
    options.events.received.connect(this.onEvent, this);
    void this.read();
  }

  get state(): ShareState {
    return this._state;
  }

  get chosen(): readonly PickerOption[] {
    return this._chosen;
  }

  set chosen(chosen: readonly PickerOption[]) {
    this._chosen = chosen;
    this._changed.emit();
  }

  /** What those chosen are to get. */
  get level(): Level {
    return this._level;
  }

  set level(level: Level) {
    this._level = level;
    this._changed.emit();
  }

  /** What was done last, in words. */
  get done(): string | null {
    return this._done;
  }

  get failure(): string | null {
    return this._failure;
  }

  /** The grant that was withdrawn last and can be given back. */
  get withdrawn(): Grant | null {
    return this._withdrawn;
  }

  get isSending(): boolean {
    return this.pending.size > 0;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  isPending(grant: Grant): boolean {
    const key = subjectKey(grant.subject);
    return this.pending.has(key) || this.wishes.get(key)?.isSettled === false;
  }

  /** What the subject of a grant may do: what was just chosen, until the hub says what holds. */
  privilegesOf(grant: Grant): readonly Privilege[] {
    return this.wishes.get(subjectKey(grant.subject))?.privileges ?? grant.privileges;
  }

  retry(): void {
    this.setState({ kind: 'loading' });
    void this.read();
  }

  /** Stays the same function, so that it may be compared. */
  readonly search = async (text: string): Promise<readonly PickerOption[]> => {
    const { client, groups, trans } = this.options;
    const { items } = await client.call(findUsers, { query: { q: text.slice(0, 64) } });
    if (this._state.kind !== 'ready') return [];
    const { thing, grants, me } = this._state;
    const taken = new Set(grants.map(({ subject }) => subjectKey(subject)));
    if (thing.owner) taken.add(subjectKey({ kind: 'user', id: thing.owner }));
    return offerOf({ text, people: items, groups: groups(), isAdmin: me.admin, taken }, trans);
  };

  /** Shares with everybody chosen; who could not be given access stays chosen. */
  async share(): Promise<void> {
    const { thing, trans } = this.options;
    const privileges = privilegesFor(thing, this._level);
    const chosen = this._chosen as readonly SubjectOption[];
    const shared: string[] = [];
    this.begin();
    for (const { subject, label } of chosen) {
      if (!(await this.put(subject, privileges, label))) break;
      shared.push(label);
      this._chosen = this._chosen.filter(({ key }) => key !== subjectKey(subject));
    }
    if (shared.length > 0) this._done = trans.__('Shared with %1.', shared.join(', '));
    await this.read();
  }

  async change(grant: Grant, level: Level): Promise<void> {
    const wish = { privileges: privilegesOf(level), isSettled: false };
    this.begin();
    this.wishes.set(subjectKey(grant.subject), wish);
    this._changed.emit();
    // One after the other: of two changes in a row, the later one holds.
    this.queue = this.queue.then(async () => {
      await this.put(SubjectRef.parse(grantee(grant)), wish.privileges, grant.subject.name);
      wish.isSettled = true;
      await this.read();
    });
    await this.queue;
  }

  async withdraw(grant: Grant): Promise<void> {
    this.begin();
    if (await this.put(SubjectRef.parse(grantee(grant)), [], grant.subject.name)) {
      this._withdrawn = grant;
    }
    await this.read();
  }

  /** Withdraws what was granted to the user himself: only somebody else can undo that. */
  async giveUp(grant: Grant): Promise<void> {
    this.begin();
    const isDone = await this.put(SubjectRef.parse(grantee(grant)), [], grant.subject.name);
    if (isDone) this.setState({ kind: 'givenUp' });
    else this._changed.emit();
  }

  async undo(): Promise<void> {
    const grant = this._withdrawn;
    if (!grant) return;
    this.begin();
    await this.put(SubjectRef.parse(grantee(grant)), grant.privileges, grant.subject.name);
    await this.read();
  }

  dispose(): void {
    this.isDisposed = true;
    this.options.events.received.disconnect(this.onEvent, this);
    Signal.clearData(this);
  }

  private begin(): void {
    this._failure = null;
    this._done = null;
    this._withdrawn = null;
  }

  /** @returns whether the hub has taken it */
  private async put(
    subject: SubjectRef,
    privileges: readonly Privilege[],
    name: string
  ): Promise<boolean> {
    const { client, trans } = this.options;
    if (this._state.kind !== 'ready') return false;
    const key = subjectKey(subject);
    const { kind, id } = this._state.thing;
    const resource = { kind, id };
    this.pending.add(key);
    this._changed.emit();
    try {
      await client.call(putGrant, { body: { resource, subject, privileges: [...privileges] } });
      return true;
    } catch (error) {
      this._failure = trans.__('%1: %2', name || trans.__('Everyone'), problemText(error, trans));
      return false;
    } finally {
      this.pending.delete(key);
    }
  }

  private async read(): Promise<void> {
    const { client, thing: wanted, trans } = this.options;
    const settled = [...this.wishes].filter(([, wish]) => wish.isSettled);
    try {
      const [thing, me] = await Promise.all([readThing(client, wanted), client.call(getMe)]);
      const resource = resourceText(thing);
      const privilege =
        (['write', 'read'] as const).find(each => thing.privileges.includes(each)) ?? 'use';
      const [grants, mine] = await Promise.all([
        readAll(wish => client.call(listGrants, { query: { resource, ...wish } })),
        client.call(explainAccess, { query: { resource, privilege } })
      ]);
      this.forget(settled);
      this.setState({ kind: 'ready', thing, me, grants, mine: mine.explanation });
    } catch (error) {
      this.forget(settled);
      if (this._state.kind === 'ready') {
        this._failure = problemText(error, trans);
        this._changed.emit();
      } else this.setState({ kind: 'failed', error });
    }
  }

  private forget(settled: readonly (readonly [string, Wish])[]): void {
    for (const [key, wish] of settled) {
      if (this.wishes.get(key) === wish) this.wishes.delete(key);
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (this._state.kind !== 'ready') return;
    const { id } = this._state.thing;
    const concerns =
      event.type === 'reset' ||
      (event.type === 'grantsChanged' && event.resource.id === id) ||
      ((event.type === 'volume' || event.type === 'database') && event.id === id);
    if (concerns && !this.isSending) void this.read();
  }

  private setState(state: ShareState): void {
    if (this.isDisposed) return;
    this._state = state;
    this._changed.emit();
  }

  private _state: ShareState = { kind: 'loading' };
  private _chosen: readonly PickerOption[] = [];
  private _level: Level = { access: 'read', mayShare: false };
  private _done: string | null = null;
  private _failure: string | null = null;
  private _withdrawn: Grant | null = null;
  private isDisposed = false;
  private readonly pending = new Set<string>();
  private readonly wishes = new Map<string, Wish>();
  private queue = Promise.resolve();
  private readonly _changed = new Signal<this, void>(this);
}

function grantee({ subject }: Grant): { kind: string; id: string } {
  return { kind: subject.kind, id: subject.id };
}
