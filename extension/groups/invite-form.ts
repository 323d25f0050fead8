import type { TranslationBundle } from '@jupyterlab/translation';

import {
  INVITED_AT_ONCE,
  type GivenRole,
  type InvitationOutcome,
  type Member,
  type MembershipState,
  type Person
} from '../../hub/contract/groups.js';
import { HubError } from '../api/hub-error.js';
import type { InvitedName } from '../tokens.js';
import type { PickerOption } from '../ui/Picker.js';
import { SentForm } from '../ui/sent-form.js';

interface InviteFormOptions {
  readonly findUsers: (text: string) => Promise<readonly Person[]>;
  readonly invite: (users: readonly string[], role: GivenRole) => Promise<readonly InvitedName[]>;
  /** Who is in the group or invited already. */
  readonly members: readonly Member[];
  readonly trans: TranslationBundle;
}

/** Who is to be invited, and what came of it, name by name. */
export class InviteForm extends SentForm<true> {
  constructor(private readonly options: InviteFormOptions) {
    super(options.trans);
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

  override get isBlocked(): boolean {
    return this._chosen.length === 0;
  }

  /** Stays the same function, so that it may be compared. */
  readonly search = async (text: string): Promise<readonly PickerOption[]> => {
    const people = await this.options.findUsers(text);
    return people.map(person => this.optionOf(person));
  };

  /** @returns null unless everybody chosen is invited now */
  protected async save(): Promise<true | null> {
    const { trans, invite } = this.options;
    if (this._chosen.length > INVITED_AT_ONCE) {
      throw new HubError('limit-reached', trans.__('At most %1 at once.', INVITED_AT_ONCE));
    }
    const users = this._chosen.map(({ key }) => key);
    const items = await invite(users, this._role);
    this.answered(items);
    return items.every(({ outcome }) => outcome === 'invited') || null;
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
