/** What the gateway does for a program that knows nothing of the hub, beside forwarding: it lets in its owner alone. */
export interface AppRoute {
  /** The program takes `/` for its own: it is asked without the prefix, and what it says of paths is put below it. */
  readonly stripPrefix: boolean;
}

/** Below the path of a server: where browsers come from the hub with a code, and are let into its program. */
export const ENTRANCE = '_gateway/enter';

/** Where the gateway forwards one server's requests to. */
export interface Route {
  /** Canonical path of the server with the base path, `/user/kim/`; escaped as the single-user server expects it. */
  readonly prefix: string;
  readonly host: string;
  readonly port: number;
  readonly serverId: string;
  /** Name of the server's owner. */
  readonly owner: string;
  /** Null for a server that asks its visitors itself who they are. */
  readonly app: AppRoute | null;
}

/**
 * What the hub tells the gateway. Each call resolves once the gateway has acted on it; or at once while none is
 * connected, since a gateway that connects is given everything and keeps nothing of what it knew before but the tokens
 * that are void.
 */
export interface GatewayLink {
  addRoute(route: Route): Promise<void>;
  /**
   * The server does not run: closes what is open through its route. Its paths stay its own, also where it has a name and
   * its owner's default server runs, whose paths they would be else.
   */
  closeRoute(prefix: string): Promise<void>;
  /** There is no such server any more: forgets its route and closes what is open through it. */
  removeRoute(prefix: string): Promise<void>;
  /** A sign-in is in force from now on. @param publicId - value of the cookie `jupyterhub-session-id` */
  openSession(publicId: string): Promise<void>;
  /** The sign-ins are over: their requests are refused and their open sockets closed. */
  closeSessions(publicIds: readonly string[]): Promise<void>;
  /** The tokens are void: requests with them are refused and their open sockets closed. @param hashes - sha256, hex */
  revokeTokens(hashes: readonly string[]): Promise<void>;
  /**
   * Announces an authorization code, so that the gateway can bind the browser that brings it to a server's OAuth
   * callback to the sign-in it was issued for, also where hub and Lab live on different hosts.
   * @param codeHash - sha256 of the code, hex
   * @param serverId - a program that the browser may enter with it instead, by the gateway's own door
   */
  announceCode(codeHash: string, publicId: string, serverId?: string): Promise<void>;
  /** Where containers reach the hub: listens there for the hub's API only. */
  listenInside(address: { host: string; port: number }): Promise<void>;
}
