import type { FilesUnderTest } from './files-under-test.js';
import { itWithstandsHostileFiles } from './hostile-files.js';
import { itListsAndMoves } from './listed-and-moved.js';
import { itHandlesOrdinaryFiles } from './ordinary-files.js';
import { itCopiesTrees } from './tree-copies.js';

/** What every implementation of VolumeFiles must do. */
export function itIsVolumeFiles(underTest: () => FilesUnderTest): void {
  // Deep trees and large files take their time on a busy machine.

  describe('ordinary files', () => itHandlesOrdinaryFiles(underTest));
  describe('browsing', () => itListsAndMoves(underTest));
  describe('trees', () => itCopiesTrees(underTest));
  describe('hostile entries', () => itWithstandsHostileFiles(underTest));
}
