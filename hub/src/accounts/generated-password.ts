import { randomInt } from 'node:crypto';

/** Without letters and digits that look alike, and without vowels, so that no words arise. */
const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A password to be shown once and typed by hand: 76 random bits in four groups. */
export function generatePassword(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
