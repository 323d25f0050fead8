import { Passwords } from './passwords.js';

const passwords = new Passwords();

describe('passwords', () => {
  it('are kept as argon2id', async () => {
    expect(await passwords.hash('long enough')).toMatch(/^\$argon2id\$/);
  });

  it('match themselves, however their letters were composed', async () => {
    const hash = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.matches(hash, 'cafe\u0301 au lait')).toBe(true);
    expect(await passwords.matches(hash, 'cafe au lait')).toBe(false);
  });

  it.each(['short', '', 'x'.repeat(1025)])('are refused for their length', async password => {
    await expect(passwords.hash(password)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('of nobody match nothing, not even the text behind it', async () => {
    expect(await passwords.matches(null, 'the password of nobody')).toBe(false);
  });
});
