import type { Entry } from '../../hub/contract/files.js';
import { listJobEntries, readJobFile } from '../../hub/contract/jobs.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';

/** More than any browser keeps. */
const EVERYTHING = 2 ** 40;

/** The working folder of a job through the hub: for those whom its results are shared with. */
export class JobFiles {
  constructor(
    private readonly client: HubClient,
    private readonly id: string
  ) {}

  /** @param path - of a folder inside the working folder @throws HubError */
  list(path: string): Promise<readonly Entry[]> {
    return readAll(wish =>
      this.client.call(listJobEntries, { params: { id: this.id }, query: { path, ...wish } })
    );
  }

  /** Hands a file to the reader. @throws HubError */
  async save(path: string): Promise<void> {
    const params = { id: this.id, path };
    const { bytes } = await this.client.readBytes(readJobFile, params, {
      from: 0,
      most: EVERYTHING
    });
    const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = path.slice(path.lastIndexOf('/') + 1);
    link.click();
    // The browser has taken what it needs by the next turn.
    setTimeout(() => URL.revokeObjectURL(url), 0);
  }
}
