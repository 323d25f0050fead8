import type { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';

import { tooManyRequests } from '../errors.js';

/** Enough for somebody who takes a folder file by file, too little to fill the record of acts. */
const PER_MINUTE = 120;

/** Slows down who downloads through a link without end. */
export class DownloadLimits {
  private readonly limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });

  /** @throws AppError `too-many-requests` */
  async take(link: string, address: string): Promise<void> {
    try {
      await this.limiter.consume(JSON.stringify([link, address]));
    } catch (refusal) {
      throw tooManyRequests((refusal as RateLimiterRes).msBeforeNext);
    }
  }
}
