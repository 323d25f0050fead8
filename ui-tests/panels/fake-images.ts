import type { Image } from '../../hub/contract/compute.js';
import type { EnvironmentChanges } from '../../hub/contract/images.js';
import { type FakeHub, Refusal } from './fake-hub.js';

const MB = 1e6;

/** What Kim's server holds beyond its image. */
export const CHANGES: EnvironmentChanges = {
  image: 'science',
  sizeBytes: 84 * MB,
  packages: [
    { manager: 'conda', name: 'healpy', version: '1.18.1' },
    { manager: 'pip', name: 'starcount', version: '1.2' }
  ],
  software: {
    items: [
      { path: '/opt/conda/lib/python3.12/site-packages/healpy', sizeBytes: 61 * MB },
      { path: '/opt/conda/lib/python3.12/site-packages/starcount', sizeBytes: 2 * MB }
    ],
    more: 0,
    sizeBytes: 63 * MB
  },
  home: {
    items: [
      { path: '/home/jovyan/catalogues', sizeBytes: 20 * MB },
      { path: '/home/jovyan/.config/matplotlib/matplotlibrc', sizeBytes: 1200 }
    ],
    more: 0,
    sizeBytes: 21 * MB
  },
  removed: 1,
  leftOut: [
    { path: '/home/jovyan/.ssh', reason: 'credential' },
    { path: '/home/jovyan/.bash_history', reason: 'history' },
    { path: '/tmp', reason: 'temporary' }
  ],
  mayBeSaved: true,
  refusal: null
};

export function savedImage(
  number: number,
  title: string,
  saved: Partial<NonNullable<Image['saved']>> = {}
): Image {
  return {
    id: `01KAMAGES${String(number).padStart(17, '0')}`,
    title,
    description: '',
    kind: 'lab',
    runsNotebooks: true,
    reason: null,
    kernels: [],
    owner: { name: 'kim', displayName: 'Kim Lee' },
    saved: {
      state: 'ready',
      message: null,
      fraction: null,
      sizeBytes: 84 * MB,
      basedOn: 'science',
      createdAt: '2026-11-21T08:00:00.000Z',
      version: 1,
      ...saved
    }
  };
}

/** Images that Kim saved, as a hub would keep them. */
export class FakeImages {
  mine: Image[] = [];
  changes: EnvironmentChanges | Refusal = CHANGES;

  constructor(private readonly hub: FakeHub) {
    const site = hub.handlers.get('listImages');
    const { handlers } = hub;
    handlers.set('listImages', asked =>
      asked.query['mine'] ? { items: this.mine } : site?.(asked)
    );
    handlers.set('getImage', ({ params }) => this.mine.find(({ id }) => id === params['id']));
    handlers.set('listServerChanges', () => {
      if (this.changes instanceof Refusal) throw this.changes;
      return this.changes;
    });
    handlers.set('saveEnvironment', ({ body }) => {
      const { title } = body as { title: string };
      const image = savedImage(this.mine.length + 1, title, {
        state: 'making',
        message: 'Copying: 50 MB',
        sizeBytes: null
      });
      this.put(image);
      return image;
    });
    handlers.set('deleteImage', ({ params }) => {
      const image = this.mine.find(({ id }) => id === params['id']);
      if (image?.title.includes('used')) {
        throw new Refusal('conflict', 'It is used by the server “JupyterLab”');
      }
      this.mine = this.mine.filter(other => other !== image);
    });
  }

  put(image: Image): void {
    this.mine = [image, ...this.mine.filter(({ id }) => id !== image.id)];
    const version = image.saved?.version ?? 0;
    this.hub.emit({ type: 'image', id: image.id, version, body: image });
  }
}
