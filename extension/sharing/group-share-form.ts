import type { TranslationBundle } from '@jupyterlab/translation';

import { resourceText, type Privilege } from '../../hub/contract/grants.js';
import { SentForm } from '../ui/sent-form.js';
import type { Level } from './levels.js';
import type { Shareable } from './shareable.js';
import { privilegesFor } from './shared-thing.js';

interface GroupShareFormOptions {
  /** What the user may share and the group does not have yet; not empty. */
  readonly things: readonly [Shareable, ...Shareable[]];
  readonly share: (thing: Shareable, privileges: readonly Privilege[]) => Promise<void>;
  readonly trans: TranslationBundle;
}

/** What is to be shared with a group, and how much of it. */
export class GroupShareForm extends SentForm<true> {
  constructor(private readonly options: GroupShareFormOptions) {
    super(options.trans);
    this._thing = options.things[0];
  }

  get things(): readonly Shareable[] {
    return this.options.things;
  }

  get thing(): Shareable {
    return this._thing;
  }

  /** @param key - as {@link resourceText} writes it */
  choose(key: string): void {
    this._thing = this.options.things.find(thing => resourceText(thing) === key) ?? this._thing;
    if (!this._thing.mayWrite) {
      this._level = { ...this._level, access: 'read' };
    }
    this._changed.emit();
  }

  get level(): Level {
    return this._level;
  }

  set level(level: Level) {
    this._level = level;
    this._changed.emit();
  }

  protected async save(): Promise<true> {
    await this.options.share(this._thing, privilegesFor(this._thing, this._level));
    return true;
  }

  private _thing: Shareable;
  private _level: Level = { access: 'read', mayShare: false };
}
