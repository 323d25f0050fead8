import { cookiesForServer } from './cookies.js';
import {
  cookieTokenHashes,
  openTokenHashes,
  sessionIdsOf,
  sha256,
  tokenInSignedCookie
} from './credentials.js';

const SIGNATURE = '0123456789abcdef'.repeat(4);
const SIGNED = `2|1:0|10:1767225600|23:jupyterhub-user-a%40b.c|8:dG9rZW4=|${SIGNATURE}`;

it('finds the token in what tornado signs', () => {
  expect(tokenInSignedCookie(SIGNED)).toBe('token');
  expect(tokenInSignedCookie(`"${SIGNED}"`)).toBe('token');
  expect(tokenInSignedCookie('2|1:0|nonsense')).toBeNull();
  expect(tokenInSignedCookie('x'.repeat(10_000))).toBeNull();
  expect(cookieTokenHashes(`a=b; jupyterhub-user-a%40b.c="${SIGNED}"`)).toEqual([sha256('token')]);
});

it.each<[string | undefined, string, string[]]>([
  [undefined, '', []],
  ['Basic dTpw', '', []],
  ['token abc', '', ['abc']],
  ['bEaReR  abc ', '?token=def', ['abc', 'def']],
  [undefined, '?a=token=x&token=a%2Bb&token=c+d', ['a+b', 'c d']]
])('finds tokens in %s and %s', (authorization, query, tokens) => {
  expect(openTokenHashes({ authorization, cookie: undefined, query })).toEqual(tokens.map(sha256));
});

it.each<[string | undefined, string[]]>([
  [undefined, []],
  ['xjupyterhub-session-id=a; b=jupyterhub-session-id', []],
  ['jupyterhub-session-id=a', ['a']],
  ['x; jupyterhub-session-id = a ;jupyterhub-session-id=b=c', ['a', 'b=c']]
])('finds session ids in %s', (cookie, ids) => {
  expect(sessionIdsOf(cookie)).toEqual(ids);
});

it.each<[string, string]>([
  ['a=b', 'a=b'],
  ['a=b; labcommons-session=c;d', 'a=b; d'],
  ['__HOST-LABCOMMONS-session=c', ''],
  ['__Secure-labcommons-x=c; my-labcommons-x=d', 'my-labcommons-x=d']
])('lets of %s pass %s', (header, left) => {
  expect(cookiesForServer(header, null)).toBe(left);
  expect(cookiesForServer(header, () => false)).toBe(left);
});
