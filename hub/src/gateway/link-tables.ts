import type { Address, AnnouncedCode, Change, Revocation, Snapshot } from './control-protocol.js';
import type { Route } from './ports.js';

/** What the hub has told its gateways so far: from it a gateway that connects later is brought up to date. */
export class LinkTables {
  private readonly routes = new Map<string, Route>();
  private readonly closed = new Set<string>();
  private readonly sessions = new Set<string>();
  private readonly revocations = new Map<string, Revocation>();
  private readonly codes = new Map<string, AnnouncedCode>();
  private inside: Address | null = null;

  apply(change: Exclude<Change, Snapshot>): void {
    switch (change.type) {
      case 'add-route':
        this.routes.set(change.route.prefix, change.route);
        this.closed.delete(change.route.prefix);
        return;
      case 'close-route':
        this.routes.delete(change.prefix);
        this.closed.add(change.prefix);
        return;
      case 'remove-route':
        this.routes.delete(change.prefix);
        this.closed.delete(change.prefix);
        return;
      case 'open-session':
        this.sessions.add(change.publicId);
        return;
      case 'close-sessions':
        change.publicIds.forEach(publicId => this.sessions.delete(publicId));
        return;
      case 'revoke-tokens':
        change.revocations.forEach(revocation => this.revocations.set(revocation.hash, revocation));
        return;
      case 'announce-code':
        this.codes.set(change.code.hash, change.code);
        return;
      case 'listen-inside':
        this.inside = change.address;
    }
  }

  forgetWhatIsPast(now: Date): void {
    for (const table of [this.revocations, this.codes]) {
      for (const [hash, { until }] of table) {
        if (until <= now.getTime()) {
          table.delete(hash);
        }
      }
    }
  }

  snapshot(): Snapshot {
    return {
      type: 'snapshot',
      routes: [...this.routes.values()],
      closed: [...this.closed],
      sessions: [...this.sessions],
      revocations: [...this.revocations.values()],
      codes: [...this.codes.values()],
      inside: this.inside
    };
  }
}
