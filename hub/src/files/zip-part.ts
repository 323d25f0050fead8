import type { Volume } from '../volumes/types.js';
import type { Place, ZipPart } from './ports.js';
import { RESERVED } from './reserved.js';

/** Something of a volume in a zip, under its own name; without what is the hub's own. */
export function zipPartOf(volume: Pick<Volume, 'name'>, path: string, place: Place): ZipPart {
  return {
    place,
    name: path.slice(path.lastIndexOf('/') + 1) || volume.name,
    without: path === '' ? RESERVED : []
  };
}
