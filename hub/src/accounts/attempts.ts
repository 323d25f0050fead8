import type { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';

import { tooManyRequests } from '../errors.js';

const MINUTE = 60;

/** Slows the guessing of passwords down: few tries for a name from an address, more for an address or a name at large. */
export class Attempts {
  private readonly pair = new RateLimiterMemory({ points: 10, duration: 5 * MINUTE });
  private readonly address = new RateLimiterMemory({ points: 60, duration: 5 * MINUTE });
  private readonly name = new RateLimiterMemory({ points: 100, duration: 60 * MINUTE });

  /**
   * Counts a try before it is made, so that many at once do not slip through.
   * @throws AppError `too-many-requests`
   */
  async take(name: string, address: string): Promise<void> {
    try {
      await this.address.consume(address);
      await this.pair.consume(pairOf(name, address));
      await this.name.consume(name);
    } catch (refusal) {
      throw tooManyRequests((refusal as RateLimiterRes).msBeforeNext);
    }
  }

  /** A right password takes its try back. */
  async forgive(name: string, address: string): Promise<void> {
    await this.address.reward(address);
    await this.pair.delete(pairOf(name, address));
    await this.name.reward(name);
  }
}

function pairOf(name: string, address: string): string {
  return JSON.stringify([name, address]);
}
