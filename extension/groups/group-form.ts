import type { TranslationBundle } from '@jupyterlab/translation';

import type { Group, GroupKind } from '../../hub/contract/groups.js';
import type { GroupWords } from '../tokens.js';
import { FieldsForm, type Mistakes } from '../ui/fields-form.js';

interface GroupFields extends GroupWords {
  readonly kind: GroupKind;
}

interface GroupFormOptions {
  readonly fields: GroupFields;
  /** Whether the group is still to be made. */
  readonly isNew: boolean;
  /** Whether the user may make science domains. */
  readonly mayBePublic: boolean;
  readonly save: (words: GroupWords, kind: GroupKind) => Promise<Group>;
  readonly trans: TranslationBundle;
}

/** What is typed about a group, what is wrong with it, and its way to the hub. */
export class GroupForm extends FieldsForm<GroupFields, Group> {
  constructor(readonly options: GroupFormOptions) {
    super(options.fields, options.trans);
  }

  protected save(): Promise<Group> {
    const { kind, ...words } = this.fields;
    return this.options.save(words, kind);
  }

  protected check(): Mistakes<GroupFields> {
    return this.fields.name.trim() ? {} : { name: this.trans.__('A group needs a name.') };
  }

  protected get taken(): Mistakes<GroupFields> {
    return { name: this.trans.__('There is a group of this name already.') };
  }
}
