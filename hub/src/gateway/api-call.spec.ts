import { isApiCall, prefersJson } from './api-call.js';

it.each<[string | undefined, boolean]>([
  [undefined, false],
  ['*/*', false],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false],
  ['application/json', true],
  ['application/problem+json', true],
  ['application/jupyterhub-pagination+json', true],
  ['application/json, text/plain, */*', true],
  ['application/json;q=0.9, text/html', false],
  ['application/json, text/html;q=0.9', true],
  ['application/json;q=0', false],
  ['application/json;q=nonsense', false],
  ['application/jsonx', false]
])('Accept: %s asks for JSON: %s', (accept, expected) => {
  expect(prefersJson(accept)).toBe(expected);
});

it.each<[string, string, boolean]>([
  ['GET', '/api', true],
  ['GET', '/gpu/api/kernels', true],
  ['GET', '/lab/%61%70%69/x', true],
  ['GET', '/apix/lab', false],
  ['GET', '/lab/tree/api.ipynb', false],
  ['HEAD', '/lab', false],
  ['POST', '/lab', true]
])('%s %s is a call of a program: %s', (method, below, expected) => {
  expect(isApiCall({ method, headers: {} }, below)).toBe(expected);
});
