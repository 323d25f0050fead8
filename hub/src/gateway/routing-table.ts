import type { Route } from './ports.js';
import { decodePiece } from './request-path.js';

interface OwnersRoutes {
  default: Route | null;
  /** By the decoded name of the server; null for one that does not run. */
  readonly named: Map<string, Route | null>;
}

/** What became of a path below `/user/<owner>`. */
export type Match =
  /** `path` begins with the canonical prefix; what follows is as the client wrote it. */
  | { readonly kind: 'route'; readonly route: Route; readonly path: string }
  /** The path is that of a server, without its last slash. */
  | { readonly kind: 'lacks-slash'; readonly prefix: string }
  | { readonly kind: 'none' };

const NONE: Match = { kind: 'none' };

/** The routes, found by whole segments. */
export class RoutingTable {
  private readonly byPrefix = new Map<string, Route>();
  private readonly byOwner = new Map<string, OwnersRoutes>();

  constructor(private readonly basePath: string) {}

  get all(): Iterable<Route> {
    return this.byPrefix.values();
  }

  add(route: Route): void {
    this.put(route.prefix, route);
    this.byPrefix.set(route.prefix, route);
  }

  /** The server does not run: its paths are not those of its owner's default server. */
  close(prefix: string): void {
    this.byPrefix.delete(prefix);
    this.put(prefix, null);
  }

  /** These servers do not run, and no others that are without a route are known. */
  replaceClosed(prefixes: readonly string[]): void {
    for (const [owner, { named }] of this.byOwner) {
      for (const [server, route] of named) {
        if (route === null) {
          named.delete(server);
        }
      }
      this.forgetIfEmpty(owner);
    }
    prefixes.forEach(prefix => this.close(prefix));
  }

  get(prefix: string): Route | null {
    return this.byPrefix.get(prefix) ?? null;
  }

  remove(prefix: string): void {
    this.close(prefix);
    const { owner, server } = this.namesIn(prefix);
    if (server !== null) {
      this.byOwner.get(owner)?.named.delete(server);
    }
    this.forgetIfEmpty(owner);
  }

  /**
   * The longest match.
   * @param owner - decoded
   * @param below - raw path behind the owner's segment: empty, or begins with a slash
   */
  match(owner: string, below: string): Match {
    const routes = this.byOwner.get(owner);
    if (routes === undefined) {
      return NONE;
    }
    if (routes.named.size > 0 && below.length > 1) {
      const slash = below.indexOf('/', 1);
      const server = decodePiece(slash === -1 ? below.slice(1) : below.slice(1, slash));
      const route = server === null ? undefined : routes.named.get(server);
      if (route === null) {
        return NONE;
      }
      if (route !== undefined) {
        return slash === -1
          ? { kind: 'lacks-slash', prefix: route.prefix }
          : { kind: 'route', route, path: route.prefix + below.slice(slash + 1) };
      }
    }
    if (routes.default === null) {
      return NONE;
    }
    return below === ''
      ? { kind: 'lacks-slash', prefix: routes.default.prefix }
      : { kind: 'route', route: routes.default, path: routes.default.prefix + below.slice(1) };
  }

  private put(prefix: string, route: Route | null): void {
    const { owner, server } = this.namesIn(prefix);
    const routes = this.byOwner.get(owner) ?? { default: null, named: new Map() };
    this.byOwner.set(owner, routes);
    if (server === null) {
      routes.default = route;
    } else {
      routes.named.set(server, route);
    }
    this.forgetIfEmpty(owner);
  }

  private forgetIfEmpty(owner: string): void {
    const routes = this.byOwner.get(owner);
    if (routes && routes.default === null && routes.named.size === 0) {
      this.byOwner.delete(owner);
    }
  }

  private namesIn(prefix: string): { owner: string; server: string | null } {
    const start = `${this.basePath}user/`;
    const names = prefix.slice(start.length, -1).split('/').map(decodePiece);
    const [owner, server = null] = names;
    if (!prefix.startsWith(start) || !owner || names.length > 2 || names.includes(null)) {
      throw new TypeError(`not the prefix of a server: ${prefix}`);
    }
    return { owner, server };
  }
}
