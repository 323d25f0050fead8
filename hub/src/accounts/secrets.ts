import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, safe in cookies, headers and URLs. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How secrets are kept: SHA-256, hex. Fast on purpose: they are random, so nothing can be guessed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A value that only the holder of `secret` can name, and that does not give it away. */
export function deriveSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(`labcommons ${purpose}`).digest('base64url');
}

/** Compares in a time that tells nothing about where two texts differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b)));
}
