import type { Image } from '../../contract/compute.js';
import type { AppConfig, ImageConfig } from '../../contract/compute-config.js';
import type { Clock } from '../clock.js';
import type { Room } from '../room/ports.js';
import { AppError, hasCode } from '../errors.js';
import type { ContainerEngine } from './engine.js';
import {
  asBuilt,
  type ImageProbe,
  PROBE_COMMAND,
  readProbe,
  whyNoNotebooks
} from './image-probe.js';
import { savedReference, type SavedRow } from './saved/store.js';
import type { ImageStore } from './store.js';

/** An image as servers and jobs use one. */
export interface ResolvedImage {
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  /** Null until the engine has it. */
  readonly digest: string | null;
  /** Null until it was looked at. */
  readonly probe: ImageProbe | null;
  /** The program that its servers run; null for JupyterLab. */
  readonly app: AppConfig | null;
}

/** How far the preparation of an image is, in words; `fraction` is null where nobody knows. */
export type ImageProgress = (message: string, fraction: number | null) => void;

/** The images that users saved. */
export interface SavedCatalogue {
  find(id: string): SavedRow | null;
}

interface KnownImage {
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  readonly app: AppConfig | null;
  /** Made here: no registry has it. */
  readonly isSaved: boolean;
}

/** All images, of the site and of users: gets them onto the engine and knows what is inside. */
export class ImageService {
  private readonly preparing = new Map<string, Promise<ResolvedImage>>();
  private readonly listeners = new Map<string, Set<ImageProgress>>();

  constructor(
    private readonly catalogue: { readonly images: readonly ImageConfig[] },
    private readonly store: ImageStore,
    private readonly engine: ContainerEngine,
    private readonly clock: Clock,
    private readonly saved: SavedCatalogue = { find: () => null },
    private readonly room: Pick<Room, 'mustHaveSpace'> = { mustHaveSpace: () => undefined }
  ) {}

  /** @throws AppError `not-found` */
  resolve(imageId: string): ResolvedImage {
    const { id, title, reference, app } = this.known(imageId);
    const row = this.store.find(id);
    const isSame = row?.reference === reference;
    return {
      id,
      title,
      reference,
      digest: isSame ? row.digest : null,
      probe: isSame ? row.probe : null,
      app
    };
  }

  /** An image as jobs see it: which Python to start, or why notebooks cannot run. @throws AppError `not-found` */
  forJob(imageId: string): Omit<ResolvedImage, 'probe' | 'app'> & {
    readonly python: string | null;
    readonly refusal: string | null;
  } {
    const { probe, app: _app, ...image } = this.resolve(imageId);
    return { ...image, python: probe?.python ?? null, refusal: whyNoNotebooks(probe) };
  }

  /** Prepares every image; one that fails is said and does not keep the others back. */
  async prepare(onProgress: ImageProgress): Promise<void> {
    for (const { id, title } of this.catalogue.images) {
      await this.ensure(id, onProgress).catch((error: Error) =>
        onProgress(`${title}: ${error.message}`, null)
      );
    }
  }

  /**
   * Gets an image onto the engine, if it is not there, and looks into it, if that was not done with this very one.
   * Callers at the same time share the work and all hear of it.
   * @throws AppError `not-found`, `engine-unavailable`, `engine-refused`, `disk-full`
   */
  async ensure(imageId: string, onProgress: ImageProgress): Promise<ResolvedImage> {
    const { id } = this.known(imageId);
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners.add(onProgress));
    const tell: ImageProgress = (message, fraction) =>
      listeners.forEach(listener => listener(message, fraction));
    try {
      let work = this.preparing.get(id);
      if (!work) {
        work = this.work(id, tell).finally(() => this.preparing.delete(id));
        this.preparing.set(id, work);
      }
      return await work;
    } finally {
      listeners.delete(onProgress);
    }
  }

  /** Images of the site. */
  list(imageIds?: readonly string[]): Image[] {
    return this.catalogue.images
      .filter(({ id }) => imageIds === undefined || imageIds.includes(id))
      .map(({ id, title, description }) => ({
        id,
        title,
        description,
        ...this.abilities(id),
        owner: null,
        saved: null
      }));
  }

  /** What can be done with an image. @throws AppError `not-found` */
  abilities(imageId: string): Pick<Image, 'kind' | 'runsNotebooks' | 'reason' | 'kernels'> {
    const { probe, app } = this.resolve(imageId);
    const reason = whyNoNotebooks(probe);
    return {
      kind: app ? 'app' : 'lab',
      runsNotebooks: reason === null,
      reason,
      kernels: probe?.kernels ?? []
    };
  }

  /** The program that servers run in an image; null for JupyterLab, and where there is no such image any more. */
  appOf(imageId: string): AppConfig | null {
    return this.find(imageId)?.app ?? null;
  }

  /** Null when there is none. */
  titleOf(imageId: string): string | null {
    return this.find(imageId)?.title ?? null;
  }

  /** Id of the user whose image it is; null for one of the site. */
  ownerOf(imageId: string): string | null {
    return this.saved.find(imageId)?.ownerId ?? null;
  }

  /** Forgets what was found out about an image. */
  forget(imageId: string): void {
    this.store.delete(imageId);
  }

  private find(imageId: string): KnownImage | null {
    const config = this.configured(imageId);
    if (config) {
      return { ...config, app: config.app ?? null, isSaved: false };
    }
    const row = this.saved.find(imageId);
    const app = (row && this.configured(row.basedOn)?.app) ?? null;
    return row && { ...row, reference: savedReference(row.id), app, isSaved: true };
  }

  private configured(imageId: string): ImageConfig | null {
    return this.catalogue.images.find(({ id }) => id === imageId) ?? null;
  }

  private known(imageId: string): KnownImage {
    const image = this.find(imageId);
    if (!image) {
      throw new AppError('not-found', `There is no image "${imageId}"`);
    }
    return image;
  }

  private async work(imageId: string, tell: ImageProgress): Promise<ResolvedImage> {
    const { id, reference, isSaved, title, app } = this.known(imageId);
    let digest = await this.engine.imageDigest(reference);
    if (digest === null && isSaved) {
      throw new AppError('engine-refused', `The engine no longer has the image “${title}”`);
    }
    if (digest === null) {
      this.room.mustHaveSpace();
      await this.engine.pull(reference, tell);
      digest = await this.engine.imageDigest(reference);
    }
    if (digest === null) {
      throw new AppError('not-found', `The engine has no image ${reference}`);
    }
    const known = this.resolve(id);
    if (known.digest !== digest || known.probe === null) {
      tell('Looking into the image', null);
      const probe = app ? await this.lookAtApp(reference) : await this.look(reference);
      this.store.save(id, reference, digest, probe, this.clock());
    }
    return this.resolve(id);
  }

  /** A program needs nothing of what JupyterLab needs: what cannot be found out is as it was built. */
  private async lookAtApp(reference: string): Promise<ImageProbe> {
    const built = await this.engine.imageConfig(reference);
    const { output } = await this.engine
      .runProbe({
        image: reference,
        command: null,
        entryPoint: PROBE_COMMAND,
        mounts: [],
        user: null
      })
      .catch((error: unknown) => {
        if (hasCode(error, 'engine-refused')) {
          return { output: '' };
        }
        throw error;
      });
    return readProbe(output, built) ?? asBuilt(built);
  }

  private async look(reference: string): Promise<ImageProbe> {
    const built = await this.engine.imageConfig(reference);
    const run = (user: string | null) =>
      this.engine.runProbe({ image: reference, command: PROBE_COMMAND, mounts: [], user });
    // As the image's own user: what uid it was made for decides about homes.
    const { output, exitCode } = await run(null).catch((error: unknown) => {
      if (hasCode(error, 'engine-refused')) {
        return { output: '', exitCode: -1 };
      }
      throw error;
    });
    const probe = readProbe(output, built);
    if (!probe) {
      throw new AppError(
        'engine-refused',
        `The image ${reference} cannot be looked into (exit code ${exitCode}): ${output.slice(-300).trim()}`
      );
    }
    return probe;
  }
}
