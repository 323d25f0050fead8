import { readFiles } from '../../../contract/batch-read.js';
import { actingUser } from '../../accounts/acting-user.js';
import type { Api } from '../../http/api.js';
import type { BatchReader } from './service.js';

export function bindBatchRead(api: Api, reader: BatchReader): void {
  api.on(readFiles, async ({ body, principal }) => ({
    items: await reader.read(actingUser(principal), body.files)
  }));
}
