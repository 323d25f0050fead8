import { csv } from './csv.js';
import type { Random } from './random.js';

const PERIOD_DAYS = 0.56713;
const MEAN_MAGNITUDE = 12.41;
const ERROR = 0.012;
/** Amplitude and phase of each harmonic: the sawtooth of a pulsating star of the type RR Lyrae. */
const HARMONICS = [
  [0.32, 0],
  [0.15, 0.62],
  [0.09, 1.31],
  [0.045, 2.05],
  [0.022, 2.6]
] as const;

/** Brightness of a pulsating star in the nights of one made-up season. */
export function lightCurve(random: Random, nights: number): string {
  const rows = [];
  for (let night = 0; night < 2 * nights && rows.length < nights * 4; night++) {
    if (random.uniform() < 0.5) {
      continue;
    }
    for (let exposure = 0; exposure < 4; exposure++) {
      const timeDays = night + 0.3 + 0.09 * exposure + random.between(-0.02, 0.02);
      const phase = (2 * Math.PI * timeDays) / PERIOD_DAYS;
      const variation = HARMONICS.reduce(
        (sum, [amplitude, shift], index) => sum + amplitude * Math.sin((index + 1) * phase + shift),
        0
      );
      rows.push({
        time_days: timeDays,
        magnitude: MEAN_MAGNITUDE + variation + ERROR * random.normal(),
        error: ERROR
      });
    }
  }
  return csv(rows, { time_days: 5, magnitude: 4, error: 3 });
}
