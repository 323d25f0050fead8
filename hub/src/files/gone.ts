import { hasCode } from '../errors.js';

/** Waits for a removal; what is gone already is as good as removed. */
export async function gone(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!hasCode(error, 'not-found')) {
      throw error;
    }
  }
}
