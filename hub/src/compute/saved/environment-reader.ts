import type { EnvironmentChanges } from '../../../contract/images.js';
import { AppError } from '../../errors.js';
import type { ContainerEngine } from '../engine.js';
import { holdsSecret, leftOutAt } from '../environment/left-out.js';
import { packagesOf } from '../environment/packages.js';
import { type Selection, selectionOf } from '../environment/selection.js';
import { Sizes } from '../environment/sizes.js';
import type { Layer, LayerEntry } from '../layer-engine.js';
import type { ServerContainer } from './ports.js';

/** What the hub tells a container that nobody else may know. */
const SECRETS = ['JUPYTERHUB_API_TOKEN', 'JPY_API_TOKEN'];

/** A container as it is looked at for an image. */
export interface Environment {
  readonly layer: Layer;
  readonly selection: Selection;
  /** Whether an entry goes into an image. */
  readonly keeps: (entry: LayerEntry) => boolean;
}

/** Said when an environment is larger than allowed. */
export function tooLarge(mostBytes: number): AppError {
  const gigabytes = Math.round((mostBytes / 1024 ** 3) * 10) / 10;
  return new AppError('too-large', `It holds more than ${gigabytes} GB beyond its image`);
}

/** Looks into containers. */
export class EnvironmentReader {
  constructor(
    private readonly engine: ContainerEngine,
    private readonly mostBytes: number
  ) {}

  async look({ container }: ServerContainer): Promise<Environment> {
    const [layer, environment] = await Promise.all([
      this.engine.layerOf(container),
      this.engine.environmentOf(container)
    ]);
    const secrets = SECRETS.map(name => environment[name] ?? '');
    return {
      layer,
      selection: selectionOf(layer),
      keeps: ({ path, content }) =>
        leftOutAt(path) === null && !(content && holdsSecret(path, content, secrets))
    };
  }

  /** Everything that an image of the container would hold, and would not. */
  async changes(
    target: ServerContainer
  ): Promise<Omit<EnvironmentChanges, 'mayBeSaved' | 'refusal'> & { isTooLarge: boolean }> {
    const { layer, selection, keeps } = await this.look(target);
    const sizes = new Sizes(selection.kept.map(({ path }) => path));
    const leftOut = new Map(selection.leftOut.map(({ path, reason }) => [path, reason]));
    const enough = new AbortController();
    let bytes = 0;
    const note = (entry: LayerEntry) => {
      if (keeps(entry)) {
        sizes.add(entry.path, entry.sizeBytes);
        bytes += entry.sizeBytes;
      } else {
        const left = leftOutAt(entry.path) ?? { path: entry.path, reason: 'credential' as const };
        leftOut.set(left.path, left.reason);
        sizes.leaveOut(left.path);
      }
      if (bytes > this.mostBytes) {
        enough.abort(tooLarge(this.mostBytes));
      }
    };
    await this.engine
      .readLayer(target.container, selection.kept, note, enough.signal)
      .catch((error: unknown) => {
        if (error !== enough.signal.reason) {
          throw error;
        }
      });
    return {
      image: target.image,
      sizeBytes: bytes,
      packages: packagesOf(layer.changes),
      software: sizes.software(),
      home: sizes.home(),
      removed: selection.removed.length,
      leftOut: [...leftOut].map(([path, reason]) => ({ path, reason })),
      isTooLarge: enough.signal.aborted
    };
  }
}
