import type { PartName } from './parts.js';

/** An account that people are told about at the end of a start. */
export interface SignIn {
  readonly name: string;
  /** Only when it was generated just now; it is shown once and kept nowhere. */
  readonly password: string | null;
}

/** What a process tells the supervisor that started it. */
export type Announcement =
  /** The hub serves requests, and everything of before is in its place again. */
  | { readonly kind: 'ready'; readonly signIns: readonly SignIn[] }
  /** The gateway listens; of interest where the settings leave the port to the system. */
  | { readonly kind: 'listening'; readonly port: number }
  /** Somebody has something for a process that is there only when it has something to do. */
  | { readonly kind: 'wanted'; readonly part: PartName };

/** Tells the supervisor; nothing happens in a process that was started by hand. */
export function announce(announcement: Announcement): void {
  process.send?.(announcement);
}
