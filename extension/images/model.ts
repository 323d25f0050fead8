import { Signal, type ISignal } from '@lumino/signaling';

import { listImages, type Image } from '../../hub/contract/compute.js';
import type { HubEvent } from '../../hub/contract/events.js';
import type { HubClient } from '../api/hub-client.js';
import type { IHubEvents } from '../tokens.js';

export type ImagesState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly images: readonly Image[] };

const versionOf = (image: Image) => image.saved?.version ?? 0;

/** The images that the user saved, as long as somebody looks at them. */
export class ImagesModel {
  constructor(
    private readonly client: HubClient,
    private readonly events: IHubEvents
  ) {
    events.received.connect(this.onEvent, this);
    void this.read();
  }

  get state(): ImagesState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  retry(): void {
    this.setState({ kind: 'loading' });
    void this.read();
  }

  dispose(): void {
    this.events.received.disconnect(this.onEvent, this);
    Signal.clearData(this);
  }

  private async read(): Promise<void> {
    try {
      const { items } = await this.client.call(listImages, { query: { mine: 'true' } });
      this.setState({ kind: 'ready', images: items });
    } catch (error) {
      this.setState({ kind: 'failed', error });
    }
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    if (event.type === 'reset') void this.read();
    else if (event.type === 'image') this.put(event.body);
    else if (event.type === 'imageDeleted') this.drop(event.id);
  }

  /** What is told late does not take the place of what is newer. */
  private put(image: Image): void {
    if (this._state.kind !== 'ready') return;
    const { images } = this._state;
    const known = images.find(({ id }) => id === image.id);
    if (!known) this.setState({ kind: 'ready', images: [image, ...images] });
    else if (versionOf(known) <= versionOf(image)) {
      this.setState({
        kind: 'ready',
        images: images.map(other => (other === known ? image : other))
      });
    }
  }

  private drop(id: string): void {
    if (this._state.kind !== 'ready') return;
    const images = this._state.images.filter(image => image.id !== id);
    this.setState({ kind: 'ready', images });
  }

  private setState(state: ImagesState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: ImagesState = { kind: 'loading' };
  private readonly _changed = new Signal<this, void>(this);
}
