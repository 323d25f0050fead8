import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';

const LONGEST_MS = 20_000;
const MOST_TEXT = 2000;

/** How a program is told of an open file: the first of `handles` is `passed(0)`. */
export function passed(index: number): string {
  return `/proc/self/fd/${3 + index}`;
}

/**
 * Runs a program by its absolute path, with nothing of our environment and with open files passed on.
 * @throws Error with what the program said when it fails or takes longer than 20 s
 */
export function runProgram(
  program: string,
  args: readonly string[],
  handles: readonly FileHandle[] = []
): Promise<void> {
  const child = spawn(program, args, {
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe', ...handles.map(({ fd }) => fd)]
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, MOST_TEXT);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) {
        resolve();
      } else {
        const how = signal === null ? `exit code ${code}` : signal;
        reject(new Error(`${program} failed (${how}): ${said.trim()}`));
      }
    });
  });
}
