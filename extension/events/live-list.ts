import { LiveReading, type Ready } from './live-reading.js';

/** What the list is of: it has an id, an address, and versions that rise. */
interface Listed {
  readonly id: string;
  readonly address: string;
  readonly version: number;
}

/** Things of the hub that the user may see, all of them. */
export abstract class LiveList<Item extends Listed> extends LiveReading<Ready> {
  find(idOrAddress: string): Item | null {
    return (
      this.byId.get(idOrAddress) ??
      this.items.find(({ address }) => address === idOrAddress) ??
      null
    );
  }

  /** @throws HubError */
  protected abstract readItems(): Promise<readonly Item[]>;

  /** What else is known of one that is gone is to be forgotten. */
  protected forget(id: string): void {
    this.byId.delete(id);
  }

  protected get items(): Item[] {
    return [...this.byId.values()];
  }

  protected has(id: string): boolean {
    return this.byId.has(id);
  }

  protected take(item: Item): void {
    if (this.put(item)) this._changed.emit();
  }

  protected drop(id: string): void {
    this.forget(id);
    this._changed.emit();
  }

  protected async read(): Promise<Ready> {
    const items = await this.readItems();
    const present = new Set(items.map(({ id }) => id));
    for (const id of this.byId.keys()) if (!present.has(id)) this.forget(id);
    for (const item of items) this.put(item);
    return { kind: 'ready' };
  }

  /** @returns whether it was news */
  private put(item: Item): boolean {
    const known = this.byId.get(item.id);
    if (known && known.version > item.version) return false;
    this.byId.set(item.id, item);
    return true;
  }

  private readonly byId = new Map<string, Item>();
}
