import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { logTail } from './log-tail.js';

describe('the end of a log, for people', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'lc-log-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('has its last lines, with the words of each entry only', () => {
    const file = join(directory, 'log');
    const lines = [
      '{"level":30,"msg":"long ago"}',
      '{"level":40,"time":1,"msg":"The engine is not reached"}',
      '{"level":60,"msg":"cannot start","err":{"message":"No answer","stack":"AppError: …"}}',
      '    at something that is no entry',
      '{"of":"another program"}'
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    expect(logTail(file, 4)).toEqual([
      'The engine is not reached',
      'cannot start: No answer',
      '    at something that is no entry',
      '{"of":"another program"}'
    ]);
  });

  it('is empty where there is none', () => {
    expect(logTail(join(directory, 'log'), 4)).toEqual([]);
  });
});
