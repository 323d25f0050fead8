import { addThesis } from './volumes-panel.js';
import type { World } from './world.js';

export const THESIS = 'Storage/kim/thesis';

/** Three days of work on a chapter, the last of which is not in any snapshot. */
export function fillSnapshots(world: World): void {
  addThesis(world);
  world.files.put(`${THESIS}/chapter.md`, 'as it is today');
  world.files.put(`${THESIS}/figures/a.png`, 'picture');
  const figures = { figures: null, 'figures/a.png': 'picture' };
  world.snapshots.take(THESIS, 48, { ...figures, 'chapter.md': 'first words' });
  world.snapshots.take(THESIS, 24, {
    ...figures,
    'chapter.md': 'first words, and more of them',
    'lost.csv': '1,2'
  });
}
