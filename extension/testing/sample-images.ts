import type { Image, SavedState } from '../../hub/contract/compute.js';

/** An image that Kim saved, for unit tests. */
export function makeSavedImage(id: string, state: SavedState, version = 1): Image {
  return {
    id,
    title: 'Star counts',
    description: '',
    kind: 'lab',
    runsNotebooks: true,
    reason: null,
    kernels: [],
    owner: { name: 'kim', displayName: 'Kim' },
    saved: {
      state,
      message: null,
      fraction: null,
      sizeBytes: null,
      basedOn: 'science',
      createdAt: '2026-11-21T08:00:00.000Z',
      version
    }
  };
}
