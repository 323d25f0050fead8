import { hashSecret, newSecret } from '../accounts/secrets.js';
import type { Session } from '../accounts/session-store.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import { ENTRANCE, type GatewayLink } from '../gateway/ports.js';
import { decodePiece, placeOf } from '../gateway/request-path.js';
import { serverPrefix } from '../servers/names.js';
import type { ServerRow } from '../servers/types.js';

/** Where servers are, as far as their pages are concerned. */
export interface AppSite {
  readonly basePath: string;
  /** Origin of the servers' pages where it is not the hub's. */
  readonly labOrigin: string | undefined;
}

export interface AppServers {
  byOwner(ownerName: string, serverName: string): ServerRow | null;
}

/** Lets the owners of programs in, which know nothing of the hub themselves: the gateway keeps their doors. */
export class AppEntries {
  constructor(
    private readonly servers: AppServers,
    private readonly gateway: Pick<GatewayLink, 'announceCode'>,
    private readonly site: AppSite
  ) {}

  /**
   * Where a browser goes that stood at the door of a program: to the gateway, with a code that opens once. Where there is
   * no program (any more), back to where it wanted to go.
   * @param wanted - path and query of a page of the program
   * @throws AppError `not-found` when it is not his, for administrators too: to the program whoever is in is its owner
   */
  async wayInto(user: User, session: Session, wanted: string): Promise<string> {
    const { basePath, labOrigin = '' } = this.site;
    const place = placeOf(wanted, basePath);
    const row = place.kind === 'user' ? this.running(place.owner, place.below) : null;
    if (place.kind !== 'user' || (row && row.ownerId !== user.id)) {
      throw new AppError('not-found', 'There is no such server, or it is somebody else’s');
    }
    if (row?.kind !== 'app') {
      return labOrigin + wanted;
    }
    const code = newSecret();
    await this.gateway.announceCode(hashSecret(code), session.publicId, row.id);
    const query = new URLSearchParams({ code, next: wanted });
    return `${labOrigin}${serverPrefix(basePath, place.owner, row.name)}${ENTRANCE}?${query.toString()}`;
  }

  /** The one that the gateway takes for a path: the named server of the first segment, else the default one. */
  private running(owner: string, below: string): ServerRow | null {
    const first = decodePiece(below.split('/')[1] ?? '') ?? '';
    return (
      [first, '']
        .map(name => this.servers.byOwner(owner, name))
        .find(row => row?.state === 'running') ?? null
    );
  }
}
