import { placeOf } from './request-path.js';

it.each<[string, object]>([
  ['/hub/', { kind: 'hub', below: '', query: '' }],
  ['/hub/api/v1/jobs?a=/../b', { kind: 'hub', below: 'api/v1/jobs', query: '?a=/../b' }],
  ['/hub/api/v1/files/Data/a%5Cb', { kind: 'hub', below: 'api/v1/files/Data/a%5Cb' }],
  ['/hub/api/v1/files/..%5Cb', { kind: 'hub' }],
  ['/%68ub/home', { kind: 'hub', below: 'home', query: '' }],
  ['/user/kim', { kind: 'user', owner: 'kim', segment: 'kim', below: '', query: '' }],
  [
    '/user/k%69m/lab%2Fx?q',
    { kind: 'user', owner: 'kim', segment: 'k%69m', below: '/lab%2Fx', query: '?q' }
  ],
  ['/user/kim/files/a%5Cb', { kind: 'user', owner: 'kim', below: '/files/a%5Cb' }],
  ['/user/kim/.hidden/...', { kind: 'user', owner: 'kim' }],
  ['/_gateway/health', { kind: 'gateway-health' }],
  ['/_gateway/healthx', { kind: 'outside' }],
  ['/hub', { kind: 'outside' }],
  ['/HUB/home', { kind: 'outside' }],
  ['/user/', { kind: 'outside' }],
  ['/hubx/', { kind: 'outside' }],
  ['//user/kim/', { kind: 'outside' }],
  ['*', { kind: 'malformed' }],
  ['http://h/user/kim/', { kind: 'malformed' }],
  ['/user/kim/%c3%28', { kind: 'malformed' }],
  ['/user/kim/..', { kind: 'malformed' }],
  ['/user/kim/%2E./x', { kind: 'malformed' }],
  ['/user/kim%2f..%2fbob/x', { kind: 'malformed' }],
  ['/user/kim/gpu%5c/x', { kind: 'malformed' }],
  ['/hub/api/v1/a\\b', { kind: 'malformed' }],
  ['/hub/api/v1/files%2f..%2fy%5c', { kind: 'malformed' }],
  ['/hub/home%5cb', { kind: 'malformed' }],
  ['/hub/api/x%2f..%2fy', { kind: 'malformed' }]
])('%s', (url, place) => {
  expect(placeOf(url, '/')).toMatchObject(place);
});

it('looks below the base path', () => {
  expect(placeOf('/a/b/user/kim/x', '/a/b/')).toMatchObject({ kind: 'user', below: '/x' });
  expect(placeOf('/user/kim/x', '/a/b/')).toEqual({ kind: 'outside' });
});
