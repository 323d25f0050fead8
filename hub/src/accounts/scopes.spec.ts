import { covers, effectiveScopes, expand, holdsAny, scopesOf } from './scopes.js';

const kim = { name: 'kim', admin: false };
const ada = { name: 'ada', admin: true };

describe('expand', () => {
  it.each([
    [['users:activity!user=kim'], ['users:activity!user=kim', 'read:users:activity!user=kim']],
    [['read:users'], ['read:users', 'read:users:name', 'read:users:groups', 'read:users:activity']],
    [
      ['servers!server=kim/gpu'],
      [
        'servers!server=kim/gpu',
        'read:servers!server=kim/gpu',
        'start:servers!server=kim/gpu',
        'delete:servers!server=kim/gpu',
        'read:users:name!user=kim'
      ]
    ],
    [['access:servers!server=kim/'], ['access:servers!server=kim/']],
    [['custom:labcommons!user=kim'], ['custom:labcommons!user=kim']],
    [['Not A Scope', '', '!user=kim', 'x!group=y', '__proto__'], []]
  ])('%j', (granted, expected) => {
    expect([...expand(granted)].sort()).toEqual([...expected].sort());
  });

  it('follows implications through several steps', () => {
    expect(expand(['admin:users'])).toContain('read:users:name');
    expect(expand(['admin:servers'])).toContain('delete:servers');
  });
});

describe('covers', () => {
  it.each([
    ['access:servers', 'access:servers!server=kim/', true],
    ['access:servers', 'access:servers!user=kim', true],
    ['access:servers!user=kim', 'access:servers!server=kim/gpu', true],
    ['access:servers!user=kim', 'access:servers!server=kimberly/', false],
    ['access:servers!user=kim', 'access:servers', false],
    ['access:servers!server=kim/', 'access:servers!user=kim', false],
    ['access:servers!server=kim/', 'access:servers!server=kim/gpu', false],
    ['read:users', 'read:users:name', false],
    ['read:users!user=a@b.c', 'read:users!user=a@b.c', true]
  ])('%s covers %s: %s', (held, wanted, expected) => {
    expect(covers(new Set([held]), wanted)).toBe(expected);
  });
});

describe('what users hold', () => {
  it('is theirs only', () => {
    const scopes = scopesOf(kim);
    expect(covers(scopes, 'tokens!user=kim')).toBe(true);
    expect(covers(scopes, 'delete:servers!server=kim/')).toBe(true);
    expect([...scopes].every(scope => scope.endsWith('!user=kim'))).toBe(true);
  });

  it('is everything for administrators, but not the platform in the name of others', () => {
    const scopes = scopesOf(ada);
    expect(covers(scopes, 'access:servers!server=kim/')).toBe(true);
    expect(covers(scopes, 'custom:labcommons!user=ada')).toBe(true);
    expect(covers(scopes, 'custom:labcommons!user=kim')).toBe(false);
  });
});

describe('effectiveScopes', () => {
  it('never answers with a metascope', () => {
    for (const granted of [['inherit'], ['self'], ['read:users!user']]) {
      const scopes = effectiveScopes(granted, kim);
      expect(scopes.size).toBeGreaterThan(0);
      expect([...scopes].filter(scope => /^(inherit|self)$|![a-z]+$/.test(scope))).toEqual([]);
    }
  });

  it('spells the bare filter out', () => {
    expect([...effectiveScopes(['read:users:name!user'], kim)]).toEqual([
      'read:users:name!user=kim'
    ]);
  });

  it('is never more than the owner holds at the moment', () => {
    const granted = ['admin:users', 'access:servers!server=bob/'];
    expect(covers(effectiveScopes(granted, ada), 'access:servers!server=bob/')).toBe(true);
    const demoted = effectiveScopes(granted, { ...ada, admin: false });
    expect(holdsAny(demoted, 'admin:users')).toBe(false);
    expect(holdsAny(demoted, 'access:servers')).toBe(false);
    expect(covers(demoted, 'read:users!user=ada')).toBe(true);
    expect(covers(demoted, 'read:users!user=kim')).toBe(false);
  });

  it('gives nothing of others to a token that asks for them', () => {
    expect(effectiveScopes(['servers!user=bob', 'tokens!user=bob'], kim).size).toBe(0);
  });
});
