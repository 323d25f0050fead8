import type { OpenStreams } from '../open-streams.js';

/**
 * Which programs are in use: they do not tell the hub, as servers do that know it. Whatever a browser sends counts, so a
 * page that is open and talks to its program keeps that in use.
 */
export class AppUse {
  private readonly used = new Set<string>();
  private readonly bytesBefore = new WeakMap<object, number>();

  constructor(private readonly streams: OpenStreams) {}

  note(serverId: string): void {
    this.used.add(serverId);
  }

  /** Ids of the servers whose programs were used since the last call. */
  take(): string[] {
    for (const stream of this.streams.all) {
      const { appId, bytesFromClient = 0 } = stream;
      if (appId !== undefined && bytesFromClient > (this.bytesBefore.get(stream) ?? 0)) {
        this.bytesBefore.set(stream, bytesFromClient);
        this.used.add(appId);
      }
    }
    const taken = [...this.used];
    this.used.clear();
    return taken;
  }
}
