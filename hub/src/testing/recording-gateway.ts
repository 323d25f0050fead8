import type { GatewayLink, Route } from '../gateway/ports.js';

/** A gateway that does nothing but remember what it was told, as the real one would know it. */
export class RecordingGateway implements GatewayLink {
  readonly routes = new Map<string, Route>();
  readonly closed = new Set<string>();
  readonly sessions = new Set<string>();
  readonly revokedTokens = new Set<string>();
  /** Sign-in behind each announced authorization code, by its hash. */
  readonly codes = new Map<string, string>();
  inside: { host: string; port: number } | null = null;

  async addRoute(route: Route): Promise<void> {
    this.routes.set(route.prefix, route);
    this.closed.delete(route.prefix);
  }

  async closeRoute(prefix: string): Promise<void> {
    this.routes.delete(prefix);
    this.closed.add(prefix);
  }

  async removeRoute(prefix: string): Promise<void> {
    this.routes.delete(prefix);
    this.closed.delete(prefix);
  }

  async openSession(publicId: string): Promise<void> {
    this.sessions.add(publicId);
  }

  async closeSessions(publicIds: readonly string[]): Promise<void> {
    publicIds.forEach(publicId => this.sessions.delete(publicId));
  }

  async revokeTokens(hashes: readonly string[]): Promise<void> {
    hashes.forEach(hash => this.revokedTokens.add(hash));
  }

  async announceCode(codeHash: string, publicId: string): Promise<void> {
    this.codes.set(codeHash, publicId);
  }

  async listenInside(address: { host: string; port: number }): Promise<void> {
    this.inside = address;
  }
}
