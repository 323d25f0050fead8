/** @jest-environment node */
import {
  cancelJob,
  deleteJob,
  listJobs,
  readJobFile,
  readJobOutput,
  submitJob
} from '../../hub/contract/jobs';
import { BASE, fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { HubClient } from './hub-client';
import { HubError } from './hub-error';

const ID = '01K9ZZZZZZZZZZZZZZZZZZ0001';

function clientOf(answer: (asked: Asked) => Response | Promise<Response>) {
  const { asked, fetch } = fakeFetch(answer);
  return { asked, client: new HubClient({ baseUrl: BASE, token: 'secret', fetch }) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (error instanceof HubError ? error.code : error)
  );

describe('HubClient', () => {
  it('sends the token, the query and what was asked for, and nothing else', async () => {
    const { asked, client } = clientOf(() => json({ items: [], nextCursor: null }));
    await client.call(listJobs, { query: { state: 'live', limit: 200 } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', path: '/jobs?state=live&limit=200' });
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret');
  });

  it('escapes parameters, and keeps the slashes of a path', () => {
    const { client } = clientOf(() => json({}));
    expect(client.urlOf(readJobFile, { id: ID, path: 'a b/ü?.txt' })).toBe(
      `${BASE}/jobs/${ID}/files/a%20b/%C3%BC%3F.txt`
    );
  });

  it('answers with nothing where the endpoint says so', async () => {
    const { client } = clientOf(() => new Response(null, { status: 204 }));
    await expect(client.call(deleteJob, { params: { id: ID } })).resolves.toBeUndefined();
  });

  it('sends the key that makes a repeated submission harmless', async () => {
    const { asked, client } = clientOf(() => problem('limit-reached', 409, { detail: 'full' }));
    const body = {
      kind: 'notebook' as const,
      notebook: { volume: 'Storage/kim/p', path: 'a.ipynb' }
    };
    await expect(codeOf(client.call(submitJob, { body, idempotencyKey: 'k1' }))).resolves.toBe(
      'limit-reached'
    );
    expect(asked[0]?.headers.get('Idempotency-Key')).toBe('k1');
    expect(asked[0]?.body).toEqual(body);
  });

  it('keeps what the hub says about fields', async () => {
    const errors = [{ pointer: '/name', detail: 'taken' }];
    const { client } = clientOf(() => problem('invalid-request', 400, { errors }));
    const error = await client.call(cancelJob, { params: { id: ID } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'invalid-request', fields: errors, requestId: 'r1' });
  });

  it.each([
    ['unreachable', () => Promise.reject(new TypeError('failed to fetch'))],
    ['unreachable', () => new Response('<html>Bad gateway', { status: 502 })],
    ['bad-answer', () => new Response('<html>Sign in', { status: 200 })],
    ['bad-answer', () => json({ items: [{ id: 'no job' }], nextCursor: null })],
    ['engine-unavailable', () => problem('engine-unavailable', 503)],
    ['internal', () => problem('a-code-of-tomorrow', 418)]
  ])('says %s for what does not answer by the contract', async (code, answer) => {
    const { client } = clientOf(answer);
    await expect(codeOf(client.call(listJobs))).resolves.toBe(code);
  });

  it('reads bytes from a place on and tells how many there are', async () => {
    const { asked, client } = clientOf(
      () => new Response('cde', { status: 206, headers: { 'Content-Range': 'bytes 2-4/9' } })
    );
    const params = { id: ID, stream: 'stdout' as const };
    const read = await client.readBytes(readJobOutput, params, { from: 2, most: 3 });
    expect(asked[0]?.headers.get('Range')).toBe('bytes=2-4');
    expect(new TextDecoder().decode(read.bytes)).toBe('cde');
    expect(read.totalBytes).toBe(9);
  });

  it('takes "no such bytes" for nothing new', async () => {
    const { client } = clientOf(
      () => new Response(null, { status: 416, headers: { 'Content-Range': 'bytes */7' } })
    );
    const params = { id: ID, stream: 'stdout' as const };
    const read = await client.readBytes(readJobOutput, params, { from: 7, most: 3 });
    expect(read).toEqual({ bytes: new Uint8Array(), totalBytes: 7 });
  });
});
