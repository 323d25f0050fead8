/** What containers of running servers held of their own when they were measured last. */
export class LayerSizes {
  private readonly sizes = new Map<string, number>();

  /** Null: not known, or it was never measured. */
  of(serverId: string): number | null {
    return this.sizes.get(serverId) ?? null;
  }

  /** @param bytes - null forgets */
  note(serverId: string, bytes: number | null): void {
    if (bytes === null) {
      this.sizes.delete(serverId);
    } else {
      this.sizes.set(serverId, bytes);
    }
  }
}
