import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AlreadyRunning, takeLock } from './lock.js';
import { startOf } from './processes.js';

describe('takeLock', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcommons-lock-'));
    file = join(directory, 'supervisor.pid');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('refuses while its holder lives, and is free again when given back', () => {
    const giveBack = takeLock(file);
    expect(() => takeLock(file)).toThrow(AlreadyRunning);
    giveBack();
    expect(existsSync(file)).toBe(false);
    takeLock(file)();
  });

  it('takes over from a holder that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const pid = child.pid!;
    writeFileSync(file, `${pid} ${startOf(pid)}\n`);
    expect(() => takeLock(file)).toThrow(AlreadyRunning);
    const exited = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    takeLock(file)();
  });

  it('takes over when the pid of the holder has gone to another process', () => {
    writeFileSync(file, `${process.pid} 1\n`);
    takeLock(file)();
  });

  it('takes over a file without sense', () => {
    writeFileSync(file, 'nonsense\n');
    takeLock(file)();
  });
});
