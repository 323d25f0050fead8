import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Takes away what a hub that runs as root left mounted below a directory, so that it can be removed: deepest first. */
export function unmountBelow(directory: string): void {
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(point => point.startsWith(`${directory}/`))
    .reverse()
    .forEach(point => execFileSync('umount', ['-l', point]));
}
