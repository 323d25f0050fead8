import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

import { endIfSlow } from './slow-bodies.js';

const MINUTE_MS = 60_000;
const FORM = 'application/x-www-form-urlencoded';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

function requestOf(type: string | undefined): PassThrough {
  const request = Object.assign(new PassThrough(), { headers: { 'content-type': type } });
  endIfSlow(request as unknown as IncomingMessage, MINUTE_MS);
  return request;
}

it.each([FORM, 'Application/JSON; charset=utf-8'])('a body of %s must come to an end', type => {
  const request = requestOf(type);
  for (let seconds = 1; seconds < 60; seconds += 1) {
    request.write('a');
    jest.advanceTimersByTime(1_000);
  }
  expect(request.destroyed).toBe(false);
  jest.advanceTimersByTime(1_000);
  expect(request.destroyed).toBe(true);
});

it.each(['application/octet-stream', undefined])('one of %s takes as long as it takes', type => {
  const request = requestOf(type);
  jest.advanceTimersByTime(1_000 * MINUTE_MS);
  expect(request.destroyed).toBe(false);
});

it('nothing happens to a request whose body is there', () => {
  const request = requestOf(FORM);
  request.emit('end');
  jest.advanceTimersByTime(2 * MINUTE_MS);
  expect(request.destroyed).toBe(false);
});
