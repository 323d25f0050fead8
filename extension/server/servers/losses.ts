import { listServerChanges, type EnvironmentChanges } from '../../../hub/contract/images.js';
import type { HubClient } from '../../api/hub-client.js';
import { HubError } from '../../api/hub-error.js';

/** What a server holds that a new container would not. */
export type LossesState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'nothing' }
  /** Something may be lost, but what could not be looked at. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known'; readonly changes: EnvironmentChanges };

export async function readLosses(client: HubClient, name: string): Promise<LossesState> {
  try {
    return { kind: 'known', changes: await client.call(listServerChanges, { params: { name } }) };
  } catch (error) {
    // Before its first start there is no container that could hold anything.
    const isNew = error instanceof HubError && error.code === 'conflict';
    return { kind: isNew ? 'nothing' : 'unknown' };
  }
}
