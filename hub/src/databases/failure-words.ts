import { AppError } from '../errors.js';
import { bytesInWords } from '../volumes/amounts.js';
import { type QueryFailed } from './ports.js';
import type { Database, DatabaseSettings } from './types.js';

/** Below this, a write that finds no space is the fault of the disk. */
const FREE_ENOUGH_BYTES = 64 * 1024 * 1024;

/** What an errand failed at. */
interface Circumstances {
  readonly database: Pick<Database, 'address'>;
  readonly settings: Pick<DatabaseSettings, 'mostBytes' | 'querySeconds'>;
  readonly sizeBytes: number;
  readonly freeBytes: number;
}

/** What the caller is told of an errand that was not done. */
export function problemOf(
  failed: QueryFailed,
  { database: { address }, settings, sizeBytes, freeBytes }: Circumstances
): AppError {
  switch (failed.failure) {
    case 'statement':
      return new AppError('invalid-request', failed.message, {
        fields: [{ pointer: '/sql', detail: failed.message }]
      });
    case 'onlyReads':
      return new AppError('not-allowed', `You may only read ${address}`);
    case 'busy':
      return new AppError('conflict', `Somebody else is writing to ${address}: try again`);
    case 'full':
      return freeBytes < FREE_ENOUGH_BYTES
        ? new AppError('disk-full', `There is no space left on the disk that holds ${address}`)
        : new AppError(
            'quota-exceeded',
            `${address} has ${bytesInWords(sizeBytes)} and may have ${bytesInWords(settings.mostBytes)}: nothing was changed`
          );
    case 'exists':
      return new AppError('already-exists', failed.message);
    case 'csv':
      return new AppError('invalid-request', failed.message);
    case 'tooLarge':
      return new AppError('too-large', failed.message);
    case 'time':
      return new AppError(
        'limit-reached',
        `The query took longer than ${settings.querySeconds} s and was ended`
      );
    case 'memory':
    case 'died':
      return new AppError('limit-reached', 'The query took more memory than it may and was ended');
    case 'gone':
      return new AppError('limit-reached', 'The query was ended, for nobody waited for it');
    case 'damaged':
      return new AppError('internal', `${address} cannot be read`, { cause: failed });
  }
}
