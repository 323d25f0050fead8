import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { itIsVolumeFiles } from '../../tests/files/volume-files-suite.js';

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
