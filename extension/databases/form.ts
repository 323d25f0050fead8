import type { TranslationBundle } from '@jupyterlab/translation';

import { DatabaseName, type Database } from '../../hub/contract/databases.js';
import type { DatabaseWords, IDatabasesModel } from '../tokens.js';
import { FieldsForm, type Mistakes } from '../ui/fields-form.js';

/** Makes a database, or renames or describes the given one. */
export class DatabaseForm extends FieldsForm<DatabaseWords, Database> {
  constructor(
    private readonly model: IDatabasesModel,
    readonly database: Database | null,
    trans: TranslationBundle
  ) {
    const { name, description } = database ?? { name: '', description: '' };
    super({ name, description }, trans);
  }

  protected get taken(): Mistakes<DatabaseWords> {
    return { name: this.trans.__('You have a database of this name already.') };
  }

  protected save(): Promise<Database> {
    const words = this.trimmed();
    const { database } = this;
    if (!database) return this.model.create(words);
    return this.model.change(database.id, {
      ...(words.name !== database.name && { name: words.name }),
      ...(words.description !== database.description && { description: words.description })
    });
  }

  protected check(): Mistakes<DatabaseWords> {
    const { name } = this.trimmed();
    if (name === '') return { name: this.trans.__('A database needs a name.') };
    if (DatabaseName.safeParse(name).success) return {};
    return {
      name: this.trans.__(
        'A name begins with a letter or digit; then letters, digits, spaces, dots, - and _ follow, 80 at most.'
      )
    };
  }

  private trimmed(): DatabaseWords {
    const { name, description } = this.fields;
    return { name: name.trim(), description: description.trim() };
  }
}
