/** A link as it is kept. */
export interface LinkRow {
  readonly id: string;
  readonly tokenHash: string;
  readonly ownerId: string;
  readonly volumeId: string;
  /** As it was when the link was made. */
  readonly volumeAddress: string;
  /** Inside the volume, never empty. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly passwordHash: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly downloads: number;
  readonly maxDownloads: number | null;
  readonly lastDownloadAt: string | null;
  /** Counts what the owner changes, not the downloads. */
  readonly version: number;
}

/** How long links live. */
export interface LinkTimes {
  readonly defaultDays: number;
  readonly longestDays: number;
}
