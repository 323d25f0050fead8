import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

describe('the runner', () => {
  it('passes its own tests, written in its own language', () => {
    const tests = resolve(import.meta.dirname, '../../runner/test_runner.py');
    const { status, stderr } = spawnSync('python3', [tests], { encoding: 'utf8' });
    expect(stderr).toMatch(/\nOK\n$/);
    expect(status).toBe(0);
  });
});
