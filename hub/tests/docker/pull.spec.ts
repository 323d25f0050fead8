import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openRealEngine, type RealEngine } from './real-engine.js';
import { hasRegistry, Registry } from './registry.js';

const SIZE = 40_000_000;

function docker(...args: string[]): void {
  execFileSync('docker', args, { stdio: 'ignore' });
}

(hasRegistry ? describe : describe.skip)('pulling from a registry', () => {
  let real: RealEngine;
  let registry: Registry;
  let reference: string;

  beforeAll(async () => {
    real = await openRealEngine();
    registry = await Registry.open();
    reference = `${registry.host}/lc/small:2026`;
    const directory = mkdtempSync(join(tmpdir(), 'lc-image-'));
    writeFileSync(join(directory, 'noise'), randomBytes(SIZE));
    execFileSync('tar', ['-cf', 'image.tar', 'noise'], { cwd: directory });
    docker('import', '--change', 'CMD ["hello"]', join(directory, 'image.tar'), reference);
    rmSync(directory, { recursive: true });
    docker('push', reference);
    docker('rmi', reference);
  });
  afterAll(async () => {
    await registry?.close();
    await real?.close();
  });

  it('gets an image that is not there, says how far it is, and knows its digest afterwards', async () => {
    const { engine } = real;
    expect(await engine.imageDigest(reference)).toBeNull();
    const steps: { message: string; fraction: number | null }[] = [];
    try {
      await engine.pull(reference, (message, fraction) => steps.push({ message, fraction }));
      expect(await engine.imageDigest(reference)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect((await engine.imageConfig(reference)).command).toEqual(['hello']);
      expect(steps[0]).toEqual({ message: `Getting the image ${reference}`, fraction: null });
      const fractions = steps.slice(1).map(({ fraction }) => fraction ?? -1);
      expect(fractions.length).toBeGreaterThan(0);
      expect(fractions.every(fraction => fraction >= 0 && fraction <= 1)).toBe(true);
      expect(steps.at(-1)?.message).toMatch(/^Getting the image: \d+ of 40 MB$/);
    } finally {
      await real.docker.getImage(reference).remove();
    }
  });

  it('says what is wrong with a tag that is not there', async () => {
    const missing = `${registry.host}/lc/small:1999`;
    await expect(real.engine.pull(missing, () => undefined)).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('says that a registry is not there', async () => {
    await expect(real.engine.pull('127.0.0.1:9/lc/small:1', () => undefined)).rejects.toMatchObject(
      { code: 'engine-refused' }
    );
  });
});
