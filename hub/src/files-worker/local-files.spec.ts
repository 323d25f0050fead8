import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { itIsVolumeFiles } from '../testing/volume-files-contract.js';

let temporary: TemporaryFiles;

beforeEach(() => {
  temporary = temporaryFiles();
  mkdirSync(join(temporary.directory, 'volume'));
  mkdirSync(join(temporary.directory, 'outside'));
});
afterEach(() => temporary.remove());

itIsVolumeFiles(() => ({
  files: temporary.files,
  volume: join(temporary.directory, 'volume'),
  outside: join(temporary.directory, 'outside')
}));
