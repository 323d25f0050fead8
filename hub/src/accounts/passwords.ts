import argon2 from 'argon2';

import { AppError } from '../errors.js';

const MIN_PASSWORD_LENGTH = 8;

/** Cost of one hash: the second of the choices that OWASP names for argon2id. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** The same password typed on two keyboards may arrive composed or decomposed. */
function canonical(password: string): string {
  return password.normalize('NFC');
}

/** Hashes and checks passwords with argon2id. */
export class Passwords {
  private nobody: Promise<string> | null = null;

  /** @throws AppError `invalid-request` for one that is too short or too long */
  async hash(password: string): Promise<string> {
    if (password.length < MIN_PASSWORD_LENGTH || password.length > 1024) {
      throw new AppError(
        'invalid-request',
        `A password has ${MIN_PASSWORD_LENGTH} to 1024 characters`
      );
    }
    return argon2.hash(canonical(password), { type: argon2.argon2id, ...COST });
  }

  /** @param hash - null when there is no such user or password: takes as long and answers false */
  async matches(hash: string | null, password: string): Promise<boolean> {
    this.nobody ??= this.hash('the password of nobody');
    const same = await argon2.verify(hash ?? (await this.nobody), canonical(password));
    return same && hash !== null;
  }
}
