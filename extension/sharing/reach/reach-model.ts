import type { HubEvent } from '../../../hub/contract/events.js';
import {
  listGrants,
  putGrant,
  SubjectRef,
  type Grant,
  type ResourceKind,
  type SubjectKind
} from '../../../hub/contract/grants.js';
import type { HubClient } from '../../api/hub-client.js';
import type { StreamState } from '../../events/event-stream.js';
import type { IHubEvents } from '../../tokens.js';
import { PagedList, type PageQuery } from '../../ui/paged-list.js';

/** What changes at once is read at once. */
const SETTLE_MS = 300;

/** Which of what reaches the user he wants to see; empty text for no matter. */
export interface ReachFilter {
  readonly kind: ResourceKind | '';
  readonly through: SubjectKind | '';
  readonly text: string;
}

export const NO_FILTER: ReachFilter = { kind: '', through: '', text: '' };

/** Everything that was granted to the user, in person, through groups and with everyone, page by page. */
export class ReachModel extends PagedList<Grant, ReachFilter> {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    super(events, NO_FILTER, SETTLE_MS);
    events.received.connect(this.onEvent, this);
    events.stateChanged.connect(this.onStream, this);
    void this.read();
  }

  /** Withdraws what was granted to the user himself. */
  async giveUp({ resource: { kind, id }, subject }: Grant): Promise<void> {
    const to = SubjectRef.parse({ kind: subject.kind, id: subject.id });
    await this.client.call(putGrant, {
      body: { resource: { kind, id }, subject: to, privileges: [] }
    });
    await this.read();
  }

  protected page(query: PageQuery, signal: AbortSignal) {
    const { kind, through, text } = this.filter;
    const q = text.trim();
    return this.client.call(listGrants, {
      query: {
        user: 'me',
        ...(kind && { kind }),
        ...(through && { through }),
        ...(q && { q }),
        ...query
      },
      signal
    });
  }

  private onEvent(_sender: IHubEvents, event: HubEvent): void {
    const concerns = [
      'reset',
      'grantsChanged',
      'group',
      'groupDeleted',
      'volumeDeleted',
      'databaseDeleted'
    ];
    if (concerns.includes(event.type)) this.readSoon();
  }

  private onStream(_sender: IHubEvents, state: StreamState): void {
    if (state.kind === 'online') void this.read();
  }
}
