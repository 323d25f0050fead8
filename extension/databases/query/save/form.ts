import type { TranslationBundle } from '@jupyterlab/translation';

import { VolumePath, type VolumeFile } from '../../../../hub/contract/common.js';
import { writeFile } from '../../../../hub/contract/files.js';
import type { Volume } from '../../../../hub/contract/volumes.js';
import type { HubClient } from '../../../api/hub-client.js';
import type { HubError } from '../../../api/hub-error.js';
import { FieldsForm, type Mistakes } from '../../../ui/fields-form.js';
import { readCsv } from '../csv.js';

export interface SaveCsvOptions {
  readonly client: HubClient;
  /** Id of the database. */
  readonly database: string;
  readonly sql: string;
  /** Of the file, to begin with. */
  readonly name: string;
  readonly volumes: readonly Volume[];
  readonly trans: TranslationBundle;
}

/** Where the rows of a statement were saved, and whether they were too many. */
export interface SavedCsv {
  readonly place: VolumeFile;
  readonly isCut: boolean;
}

/** Where the rows of a statement are to be saved as CSV. */
export class SaveCsvForm extends FieldsForm<VolumeFile, SavedCsv> {
  constructor(private readonly options: SaveCsvOptions) {
    const volumes = options.volumes
      .filter(({ privileges }) => privileges.includes('write'))
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.id.localeCompare(b.id));
    super({ volume: volumes[0]?.address ?? '', path: options.name }, options.trans);
    this.volumes = volumes;
  }

  /** Those that the user may write to. */
  readonly volumes: readonly Volume[];

  /** @param volume - its address */
  choose(volume: string): void {
    // The name is given anew as well: what was wrong with it need not be wrong there.
    this.edit({ ...this.fields, volume });
  }

  /** Writes a new file. */
  protected async save(): Promise<SavedCsv> {
    const { client, database, sql } = this.options;
    const place = { ...this.fields, path: this.fields.path.trim() };
    const { bytes, isCut } = await readCsv(client, database, sql);
    await client.sendBytes(writeFile, { place: `${place.volume}/${place.path}` }, bytes, {
      'If-None-Match': '*'
    });
    return { place, isCut };
  }

  protected check(): Mistakes<VolumeFile> {
    const path = this.fields.path.trim();
    if (path !== '' && VolumePath.safeParse(path).success) return {};
    return {
      path: this.trans.__('A name such as stars.csv, with its folders before it: results/stars.csv')
    };
  }

  protected get taken(): Mistakes<VolumeFile> {
    return { path: this.trans.__('There is a file of this name already.') };
  }

  protected override isTaken(error: HubError): boolean {
    return super.isTaken(error) || error.code === 'changed-meanwhile';
  }
}
