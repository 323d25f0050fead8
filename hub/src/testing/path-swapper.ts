import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * What an attacker does who owns a volume: puts directories and files away and links to the outside in their place, and
 * back, as fast as the system lets him. Plain JavaScript, for a process of its own.
 */
const PROGRAM = `
  const fs = require('node:fs');
  const [volume, outside] = process.argv.slice(1);
  process.chdir(volume);
  const trying = act => { try { act(); } catch {} };
  process.stdout.write('begun');
  // Nobody who outlives the test: whoever has his output would be waited for.
  const parent = process.ppid;
  while (process.ppid === parent) {
    for (const [name, target] of [['folder', outside + '/tree'], ['file', outside + '/tree/leaf.txt']]) {
      trying(() => fs.renameSync(name, name + '.away'));
      trying(() => fs.symlinkSync(target, name));
      trying(() => fs.unlinkSync(name));
      trying(() => fs.renameSync(name + '.away', name));
    }
    // A tree that is removed again and again has its branch swapped while that happens.
    trying(() => fs.mkdirSync('victim/branch', { recursive: true }));
    trying(() => fs.writeFileSync('victim/branch/leaf.txt', 'mine'));
    trying(() => fs.renameSync('victim/branch', 'branch.away'));
    trying(() => fs.symlinkSync(outside + '/tree', 'victim/branch'));
    trying(() => fs.rmSync('victim/branch'));
    trying(() => fs.renameSync('branch.away', 'victim/branch'));
    trying(() => fs.rmSync('branch.away', { recursive: true, force: true }));
    trying(() => fs.rmSync('copy', { force: true }));
  }
`;

/** Begins to swap `folder` and `file` of the volume; resolves once it is at it. */
export async function startSwapping(volume: string, outside: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', PROGRAM, volume, outside], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

export async function stopSwapping(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}
