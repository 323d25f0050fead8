import { PROBLEMS, type ProblemCode } from '../../contract/problem.js';
import { AppError } from '../errors.js';
import { appErrorOf, problemOf } from './problem-handler.js';

describe('a failure', () => {
  it.each([
    [{ type: 'entity.too.large', status: 413 }, 'too-large'],
    [{ type: 'entity.parse.failed', status: 400 }, 'malformed-body'],
    [{ type: 'encoding.unsupported', status: 415 }, 'unsupported-media-type'],
    [{ type: 'charset.unsupported', status: 415 }, 'unsupported-media-type'],
    [{ type: 'request.size.invalid', status: 400 }, 'malformed-body'],
    [Object.assign(new URIError('Failed to decode param'), { status: 400 }), 'invalid-request'],
    [new Error('a secret text'), 'internal'],
    [{ status: 404 }, 'internal'],
    ['thrown text', 'internal'],
    [null, 'internal'],
    [undefined, 'internal'],
    [new AppError('conflict', 'It runs'), 'conflict']
  ])('%j is %s', (thrown, code) => {
    expect(appErrorOf(thrown).code).toBe(code);
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is documented by its type', code => {
    const problem = problemOf(new AppError(code, 'In words'), '/hub/api/v1/x', 'R1');
    expect(problem).toMatchObject({
      type: `/problems/${code}`,
      status: PROBLEMS[code].status,
      instance: '/hub/api/v1/x',
      requestId: 'R1'
    });
    expect(problem.detail).toBe(code === 'internal' ? undefined : 'In words');
    expect(problem).not.toHaveProperty('errors');
  });

  it('names the fields that are wrong', () => {
    const fields = [{ pointer: '/name', detail: 'is too long' }];
    const problem = problemOf(new AppError('invalid-request', 'x', { fields }), '/', 'R1');
    expect(problem.errors).toEqual(fields);
  });

  it('of ours tells nothing', () => {
    const problem = problemOf(appErrorOf(new Error('password is hunter2')), '/', 'R1');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});
