import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Only root may mount, and not in every container. */
export function mayMount(): boolean {
  const target = mkdtempSync(join(tmpdir(), 'labcommons-mount-'));
  const mounted = spawnSync('mount', ['--bind', target, target], { stdio: 'ignore' }).status === 0;
  if (mounted) {
    execFileSync('umount', [target]);
  }
  rmdirSync(target);
  return mounted;
}
