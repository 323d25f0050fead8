/** One difference between a container's own layer and the image it was made from. */
export interface LayerChange {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/** A container's own layer. */
export interface Layer {
  /** In the order of their paths, each folder before what is in it. What is mounted is not among them. */
  readonly changes: readonly LayerChange[];
  /** Where something is mounted in the container. */
  readonly mountPoints: readonly string[];
}

/** A file, folder or link of a layer. */
export interface LayerEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of a file that is not large; null for everything else. */
  readonly content: Buffer | null;
}

/** A path that was added to a layer, with everything in it; or one that was changed. */
export interface KeptPath {
  readonly path: string;
  /** False for what was changed: that is of interest if it is no folder, else it is as it was but for its attributes. */
  readonly isNew: boolean;
}

export interface LayerCopy {
  /** Id or name of the container that is copied; it stands still meanwhile. */
  readonly container: string;
  /** Name of the container that is made on the way, for {@link LayerEngine.discardCopy}. */
  readonly name: string;
  /** What the image shall be called. */
  readonly reference: string;
  readonly kept: readonly KeptPath[];
  readonly removed: readonly string[];
  /** Asked for everything in what is kept, one by one. */
  readonly keeps: (entry: LayerEntry) => boolean;
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * What an engine can do with the layer of a container. All throw as the other operations do: AppError
 * `engine-unavailable`, `engine-refused`, and `not-found` when the container is gone.
 */
export interface LayerEngine {
  layerOf(container: string): Promise<Layer>;
  /** Everything below the paths that were added or changed, one by one; what is gone meanwhile is left out. */
  readLayer(
    container: string,
    paths: readonly KeptPath[],
    onEntry: (entry: LayerEntry) => void,
    signal: AbortSignal
  ): Promise<void>;
  /**
   * Makes an image of a copy of a container's layer on top of the container's image: configured as that image is,
   * without the environment, labels and mounts of the container.
   * @throws also whatever `keeps` and `onBytes` throw, and what aborted `signal`
   */
  copyLayer(copy: LayerCopy): Promise<void>;
  /** Removes what a copy left behind when it was not finished, and lets the container go on. Idempotent. */
  discardCopy(copy: Pick<LayerCopy, 'container' | 'name' | 'reference'>): Promise<void>;
  /** Takes the name from an image; what is gone is fine. */
  removeImage(reference: string): Promise<void>;
}
