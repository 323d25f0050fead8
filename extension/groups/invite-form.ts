import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import {
  INVITED_AT_ONCE,
  type GivenRole,
  type InvitationOutcome,
  type Member,
  type MembershipState,
  type Person
} from '../../hub/contract/groups.js';
import { problemText } from '../api/hub-error.js';
import type { InvitedName } from '../tokens.js';
import type { PickerOption } from '../ui/Picker.js';

interface InviteFormOptions {
  readonly findUsers: (text: string) => Promise<readonly Person[]>;
  readonly invite: (users: readonly string[], role: GivenRole) => Promise<readonly InvitedName[]>;
  /** Who is in the group or invited already. */
  readonly members: readonly Member[];
  readonly trans: TranslationBundle;
}

/** Who is to be invited, and what came of it, name by name. */
export class InviteForm {
  constructor(private readonly options: InviteFormOptions) {
    this.states = new Map(options.members.map(({ user, state }) => [user.name, state]));
  }

  get chosen(): readonly PickerOption[] {
    return this._chosen;
  }

  set chosen(chosen: readonly PickerOption[]) {
    this._chosen = chosen;
    this._changed.emit();
  }

  get role(): GivenRole {
    return this._role;
  }

  set role(role: GivenRole) {
    this._role = role;
    this._changed.emit();
  }

  /** What came of the names sent so far, in words; those that went wrong first. */
  get answers(): readonly { readonly isGood: boolean; readonly words: string }[] {
    return this._answers;
  }

  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Stays the same function, so that it may be compared. */
  readonly search = async (text: string): Promise<readonly PickerOption[]> => {
    const people = await this.options.findUsers(text);
    return people.map(person => this.optionOf(person));
  };

  /** @returns whether everybody chosen is invited now */
  async send(): Promise<boolean> {
    const { trans, invite } = this.options;
    if (this._isSending || this._chosen.length === 0) return false;
    if (this._chosen.length > INVITED_AT_ONCE) {
      this._failure = trans.__('At most %1 at once.', INVITED_AT_ONCE);
      this._changed.emit();
      return false;
    }
    this._isSending = true;
    this._failure = null;
    this._changed.emit();
    try {
      const items = await invite(
        this._chosen.map(({ key }) => key),
        this._role
      );
      this.answered(items);
      return items.every(({ outcome }) => outcome === 'invited');
    } catch (error) {
      this._failure = problemText(error, trans);
      return false;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  private answered(items: readonly InvitedName[]): void {
    const labels = new Map(this._chosen.map(({ key, label }) => [key, label]));
    const answers = items.map(({ user, outcome }) => ({
      isGood: outcome === 'invited',
      words: outcomeWords(labels.get(user) ?? user, outcome, this.options.trans)
    }));
    this._answers = [...answers, ...this._answers].sort(
      (a, b) => Number(a.isGood) - Number(b.isGood)
    );
    this._chosen = [];
  }

  private optionOf(person: Person): PickerOption {
    const { trans } = this.options;
    const state = this.states.get(person.name);
    const against =
      state === 'accepted'
        ? trans.__('in the group already')
        : state === 'invited'
          ? trans.__('invited already')
          : null;
    return {
      key: person.name,
      label: person.displayName || person.name,
      detail: person.name,
      kind: 'user',
      against
    };
  }

  private readonly states: ReadonlyMap<string, MembershipState>;
  private _chosen: readonly PickerOption[] = [];
  private _role: GivenRole = 'member';
  private _answers: readonly { isGood: boolean; words: string }[] = [];
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}

function outcomeWords(name: string, outcome: InvitationOutcome, trans: TranslationBundle): string {
  switch (outcome) {
    case 'invited':
      return trans.__('%1 is invited.', name);
    case 'alreadyInvited':
      return trans.__('%1 was invited before and has not answered yet.', name);
    case 'alreadyMember':
      return trans.__('%1 is in the group already.', name);
    case 'unknown':
      return trans.__('There is no user “%1”.', name);
  }
}
