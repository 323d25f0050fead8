import type { IncomingMessage, ServerResponse } from 'node:http';

import { HeldRequest, heldBytes, isFile } from './held-request.js';
import { HubRequest, type Doors, type HubPath } from './hub-request.js';
import { endIfSlow } from './slow-bodies.js';

/** Has the hub answer a request. @param to - `below`: the path below the hub's own */
export function toHub(
  request: IncomingMessage,
  response: ServerResponse,
  doors: Doors,
  { below, ...to }: HubPath & { readonly below: string }
): void {
  if (!isFile(request, below)) {
    endIfSlow(request);
  }
  const held = heldBytes(request, below);
  const asked =
    held === null
      ? new HubRequest(request, response, doors, to)
      : new HeldRequest(request, response, doors, to, held);
  asked.sendToHub();
}
