import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal, type ISignal } from '@lumino/signaling';

const KEY = 'open';

/** Whether the user wants to see READMEs: one choice for all folders, kept with his settings. */
export class ReadmeChoice {
  constructor(settings: Promise<ISettingRegistry.ISettings> | null) {
    void settings?.then(
      loaded => {
        this.settings = loaded;
        loaded.changed.connect(this.take, this);
        this.take();
      },
      // Without settings the choice lasts as long as the page.
      () => undefined
    );
  }

  get isOpen(): boolean {
    return this._isOpen;
  }

  get changed(): ISignal<ReadmeChoice, void> {
    return this._changed;
  }

  setOpen(isOpen: boolean): void {
    this._isOpen = isOpen;
    this._changed.emit();
    void this.settings?.set(KEY, isOpen).catch(() => undefined);
  }

  private take(): void {
    const isOpen = this.settings?.composite[KEY] !== false;
    if (isOpen === this._isOpen) return;
    this._isOpen = isOpen;
    this._changed.emit();
  }

  private settings: ISettingRegistry.ISettings | null = null;
  private _isOpen = true;
  private readonly _changed = new Signal<ReadmeChoice, void>(this);
}
