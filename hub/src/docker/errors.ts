import { AppError } from '../errors.js';

/** The HTTP status of an answer of the engine, null when there was no answer. */
export function engineStatus(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}

/** What the driver puts before the engine's words. */
const STATUS = /^\(HTTP code \d+\) [a-z ]+ - /;

/** What the engine said of it. */
export function wordsOf(error: unknown): string {
  const json = (error as { json?: { message?: unknown } } | null)?.json;
  const said = json?.message ?? (error instanceof Error ? error.message : String(error));
  return String(said).replace(STATUS, '').trim();
}

/** Turns what the driver throws into a code: no answer, nothing there, or the engine's own no. */
export function toAppError(error: unknown, doing: string): AppError {
  if (error instanceof AppError) {
    return error;
  }
  const status = engineStatus(error);
  if (status === 404) {
    return new AppError('not-found', `${doing}: ${wordsOf(error)}`, { cause: error });
  }
  if (status === null) {
    return new AppError('engine-unavailable', `${doing}: the container engine does not answer`, {
      cause: error
    });
  }
  return new AppError('engine-refused', `${doing}: ${wordsOf(error)}`, { cause: error });
}

/**
 * Asks the engine, with its failures as codes.
 * @param fine - statuses that mean it was so already
 */
export async function ask<T>(
  doing: string,
  work: () => Promise<T>,
  fine: readonly number[] = []
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (fine.includes(engineStatus(error) ?? 0)) {
      return undefined;
    }
    throw toAppError(error, doing);
  }
}
