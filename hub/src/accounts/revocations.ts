import type { GatewayLink } from '../gateway/ports.js';

/** Sign-ins and tokens whose rows are gone. */
export interface Revoked {
  readonly sessions: readonly { readonly id: string; readonly publicId: string }[];
  readonly tokens: readonly { readonly id: number; readonly hash: string }[];
}

/** Spreads the word when credentials end, so that streams and sockets opened with them end at once. */
export class Revocations {
  private readonly listeners: ((revoked: Revoked) => void)[] = [];

  constructor(private readonly gateway: Pick<GatewayLink, 'closeSessions' | 'revokeTokens'>) {}

  /** @param listener - called synchronously; closes what hangs on these credentials in this process */
  onRevoked(listener: (revoked: Revoked) => void): void {
    this.listeners.push(listener);
  }

  /**
   * To be called after the rows are deleted for good.
   * @returns once the gateway has acted on it too
   */
  async announce(revoked: Revoked): Promise<void> {
    for (const listener of this.listeners) {
      listener(revoked);
    }
    const { sessions, tokens } = revoked;
    await Promise.all([
      sessions.length > 0 && this.gateway.closeSessions(sessions.map(session => session.publicId)),
      tokens.length > 0 && this.gateway.revokeTokens(tokens.map(token => token.hash))
    ]);
  }
}
