import { makeVolume } from './fake-volumes.js';
import type { World } from './world.js';

const MIB = 1024 ** 2;

/** Volumes of every kind with something in them, one not mounted, and a copy under way. */
export function fillVolumes(world: World): void {
  const [persistent, scratch, jobs] = world.volumes;
  if (persistent) world.files.change(persistent.id, { usage: { bytes: 1_800 * MIB, files: 412 } });
  if (scratch) world.files.change(scratch.id, { usage: { bytes: 310 * MIB, files: 96 } });
  if (jobs) world.files.change(jobs.id, { usage: { bytes: 42 * MIB, files: 130 } });
  world.volumes.push(
    makeVolume(31, 'Storage/kim/thesis', {
      description: 'Chapters, figures and the tables behind them',
      privileges: ['read', 'write', 'grant'],
      sharing: 'shared',
      usage: { bytes: 4_300 * MIB, files: 1_204 }
    }),
    makeVolume(32, 'Storage/ana/survey-x', { sharing: 'shared', privileges: ['read'] }),
    makeVolume(33, 'Storage/lee/photometry-of-the-northern-sky-2026', {
      sharing: 'shared',
      privileges: ['read', 'write']
    }),
    makeVolume(34, 'Data/sdss', { title: 'SDSS spectra, data release 19' })
  );
  world.files.put('Storage/kim/thesis/README.md', '# Figures of the thesis');
  world.files.put('Storage/kim/thesis/plot.ipynb', '{}');
  world.files.put('Storage/kim/thesis/table-of-all-nights-with-seeing.csv', 'x'.repeat(80_000));
  world.files.put('Storage/kim/thesis/raw/night-1.fits', 'x');
  world.files.put('Storage/kim/thesis/figures/a.png', 'x');
  world.files.put('Data/sdss/spectra/a.fits', 'x');
  world.files.put('Data/sdss/README.md', '# SDSS');
}
