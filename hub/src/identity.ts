/**
 * The identity that owns all bytes in volumes, profiles, job and control folders, and that containers run with.
 * A hub started as root uses 1000:100, which the Jupyter images are made for; any other hub its own, and then the home
 * directory comes from us, since an image's own would not be writable.
 */
export interface PlatformIdentity {
  readonly uid: number;
  readonly gid: number;
  /** True when our containers need `user` and a home directory of ours. */
  readonly isForeignToImages: boolean;
}

export function platformIdentity(process: {
  getuid(): number;
  getgid(): number;
}): PlatformIdentity {
  return process.getuid() === 0
    ? { uid: 1000, gid: 100, isForeignToImages: false }
    : { uid: process.getuid(), gid: process.getgid(), isForeignToImages: true };
}

/** Gives up root for good, in all threads. */
export function become({ uid, gid }: Pick<PlatformIdentity, 'uid' | 'gid'>): void {
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
