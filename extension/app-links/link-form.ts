import { Signal, type ISignal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';

import { appLinkPath, MOST_ARGUMENT_BYTES } from '../../hub/contract/app-links.js';
import type { VolumeFile } from '../../hub/contract/common.js';
import type { Image } from '../../hub/contract/compute.js';

interface LinkFormOptions {
  /** Null for a link to a server alone. */
  readonly file: VolumeFile | null;
  /** That servers of the user can be made of. */
  readonly images: readonly Image[];
  /** Address of a path below the hub's. */
  readonly addressOf: (path: string) => string;
  readonly trans: TranslationBundle;
}

/** What a link that is being made says. */
export class LinkForm {
  constructor(private readonly options: LinkFormOptions) {}

  get file(): VolumeFile | null {
    return this.options.file;
  }

  get images(): readonly Image[] {
    return this.options.images;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Id of an image; empty for any JupyterLab of whoever follows the link. */
  image = '';
  name = '';
  /** JSON as typed; empty for none. */
  input = '';

  set(change: Partial<Pick<LinkForm, 'image' | 'name' | 'input'>>): void {
    Object.assign(this, change);
    this._changed.emit();
  }

  /** What is wrong with the arguments, in words; null when nothing is. */
  get mistake(): string | null {
    const { trans } = this.options;
    const text = this.input.trim();
    if (text === '') return null;
    try {
      JSON.parse(text);
    } catch {
      return trans.__('This is no JSON, such as {"redshift": 0.5}.');
    }
    return new TextEncoder().encode(text).length > MOST_ARGUMENT_BYTES
      ? trans.__('This is longer than %1 KiB.', MOST_ARGUMENT_BYTES / 1024)
      : null;
  }

  /** The address, as far as what was typed can be sent. */
  get url(): string {
    const { file, addressOf } = this.options;
    const text = this.mistake === null ? this.input.trim() : '';
    return addressOf(
      appLinkPath({
        ...(file && { file: `${file.volume}/${file.path}` }),
        image: this.image,
        name: this.name.trim(),
        ...(text && { input: JSON.parse(text) as unknown })
      })
    );
  }

  private readonly _changed = new Signal<this, void>(this);
}
