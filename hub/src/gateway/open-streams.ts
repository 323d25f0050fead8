import { cookieTokenHashes, openTokenHashes, sessionIdsOf } from './credentials.js';
import type { Credentials } from './decision.js';

/** A response or a tunnel that is under way between a client and a user's server. */
export interface OpenStream {
  readonly prefix: string;
  readonly credentials: Credentials;
  readonly isTunnel: boolean;
  /** Id of the server whose program a tunnel leads to; left out where servers tell themselves that they are used. */
  readonly appId?: string;
  readonly bytesFromClient?: number;
  /** Ends both sides at once. */
  destroy(): void;
}

/** All that is under way, so that what loses its right ends at once. */
export class OpenStreams {
  private readonly streams = new Set<OpenStream>();

  get all(): Iterable<OpenStream> {
    return this.streams;
  }

  add(stream: OpenStream): void {
    this.streams.add(stream);
  }

  delete(stream: OpenStream): void {
    this.streams.delete(stream);
  }

  destroyAll(): void {
    this.destroyWhere(() => true);
  }

  destroyTunnels(): void {
    this.destroyWhere(stream => stream.isTunnel);
  }

  destroyOfRoute(prefix: string): void {
    this.destroyWhere(stream => stream.prefix === prefix);
  }

  destroyOfSessions(publicIds: readonly string[]): void {
    const ended = new Set(publicIds);
    this.destroyWhere(({ credentials: { publicId, cookie } }) =>
      [...sessionIdsOf(cookie), ...(publicId === null ? [] : [publicId])].some(id => ended.has(id))
    );
  }

  /** @param hashes - sha256, hex */
  destroyOfTokens(hashes: readonly string[]): void {
    const revoked = new Set(hashes);
    this.destroyWhere(({ credentials }) =>
      [...openTokenHashes(credentials), ...cookieTokenHashes(credentials.cookie)].some(hash =>
        revoked.has(hash)
      )
    );
  }

  private destroyWhere(isOver: (stream: OpenStream) => boolean): void {
    for (const stream of [...this.streams]) {
      if (isOver(stream)) {
        stream.destroy();
      }
    }
  }
}
