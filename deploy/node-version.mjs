// The oldest Node that LabCommons runs on.
import { SetupError } from './progress.mjs';

const OLDEST = [20, 19];

/** @throws SetupError when this Node is too old */
export function needNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new SetupError(`Node ${version} is too old.`, {
      advice: `LabCommons needs Node ${OLDEST.join('.')} or later; 22 or later is recommended.`
    });
  }
}
