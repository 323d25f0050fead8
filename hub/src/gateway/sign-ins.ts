import type { Clock } from '../clock.js';
import type { AnnouncedCode, Revocation } from './control-protocol.js';
import { sha256, tokenInSignedCookie } from './credentials.js';

/** Which sign-ins are in force and which tokens no longer are, as the hub said last. */
export class SignIns {
  private readonly live = new Set<string>();
  private readonly revokedUntil = new Map<string, number>();
  private readonly codes = new Map<string, AnnouncedCode>();

  constructor(private readonly clock: Clock) {}

  /** False for as long as no token needs to be looked at. */
  get hasRevocations(): boolean {
    return this.revokedUntil.size > 0;
  }

  isLive(publicId: string): boolean {
    return this.live.has(publicId);
  }

  open(publicId: string): void {
    this.live.add(publicId);
  }

  close(publicIds: readonly string[]): void {
    publicIds.forEach(publicId => this.live.delete(publicId));
  }

  /** @returns those that were in force and are not among `publicIds` */
  replaceAll(publicIds: readonly string[]): string[] {
    const wanted = new Set(publicIds);
    const ended = [...this.live].filter(publicId => !wanted.has(publicId));
    this.live.clear();
    wanted.forEach(publicId => this.live.add(publicId));
    return ended;
  }

  revoke(revocations: readonly Revocation[]): void {
    this.forgetWhatIsPast();
    revocations.forEach(({ hash, until }) => this.revokedUntil.set(hash, until));
  }

  isRevoked(hash: string): boolean {
    const until = this.revokedUntil.get(hash);
    return until !== undefined && until > this.clock().getTime();
  }

  holdsRevokedToken(cookieValue: string): boolean {
    const token = tokenInSignedCookie(cookieValue);
    return token !== null && this.isRevoked(sha256(token));
  }

  announce(code: AnnouncedCode): void {
    this.forgetWhatIsPast();
    this.codes.set(code.hash, code);
  }

  /**
   * Takes a code that passes by; each counts once.
   * @param serverId - the program that it is to open; null for a code of OAuth
   * @returns the sign-in it was issued for
   */
  redeem(code: string, serverId: string | null): string | null {
    const hash = sha256(code);
    const announced = this.codes.get(hash);
    this.codes.delete(hash);
    return announced?.serverId === serverId && announced.until > this.clock().getTime()
      ? announced.publicId
      : null;
  }

  private forgetWhatIsPast(): void {
    const now = this.clock().getTime();
    for (const [hash, until] of this.revokedUntil) {
      if (until <= now) {
        this.revokedUntil.delete(hash);
      }
    }
    for (const [hash, { until }] of this.codes) {
      if (until <= now) {
        this.codes.delete(hash);
      }
    }
  }
}
