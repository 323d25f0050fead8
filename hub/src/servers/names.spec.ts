import { escapeSegment, nameProblem, oauthClientId, quoteClientId, serverPrefix } from './names.js';

describe('the encodings of a name', () => {
  it.each([
    ['a@b.c', 'a@b.c', 'a%40b.c'],
    ["o'n!*()", 'o%27n%21%2A%28%29', 'o%27n%21%2A%28%29'],
    ['my srv', 'my%20srv', 'my%20srv'],
    ['a%2Fb', 'a%252Fb', 'a%252Fb'],
    ['~tilde_-.', '~tilde_-.', '~tilde_-.'],
    ['émile', '%C3%A9mile', '%C3%A9mile'],
    ['__proto__', '__proto__', '__proto__']
  ])('%s', (name, segment, clientId) => {
    expect(escapeSegment(name)).toBe(segment);
    expect(quoteClientId(name)).toBe(clientId);
  });

  it('make prefixes and client ids, with and without a server name', () => {
    expect(serverPrefix('/', 'a@b.c', '')).toBe('/user/a@b.c/');
    expect(serverPrefix('/lc/', 'kim', 'gpu')).toBe('/lc/user/kim/gpu/');
    expect(oauthClientId('a@b.c', '')).toBe('jupyterhub-user-a%40b.c');
    expect(oauthClientId('kim', 'gpu')).toBe('jupyterhub-user-kim-gpu');
  });
});

describe('the name of a server', () => {
  it.each(['', 'gpu', 'a', 'a-b-2', 'a'.repeat(30)])('%p is fine', name => {
    expect(nameProblem(name)).toBeNull();
  });

  it.each(['lab', 'api', 'hub', 'default', 'voila'])('%p is reserved', name => {
    expect(nameProblem(name)).toBe('is reserved');
  });

  it.each(['Gpu', '2a', '-a', 'a-', 'a--b', 'a b', '..', 'a'.repeat(31), '__proto__', 'a/b'])(
    '%p is no name',
    name => {
      expect(nameProblem(name)).toMatch('must be');
    }
  );
});
