import { csv } from './csv.js';
import type { Random } from './random.js';

const LIGHT_KM_S = 299_792.458;
const HUBBLE_KM_S_MPC = 70;
const PECULIAR_KM_S = 350;
const TYPES = ['spiral', 'elliptical', 'irregular'] as const;
/** A cluster in the survey: many galaxies at one distance that move fast about each other. */
const CLUSTER = { distanceMpc: 98, raDeg: 194.95, decDeg: 27.98, motionKmS: 950 };

/** A made-up catalogue of galaxies with redshifts, and distances as a standard candle would give them. */
export function galaxyCatalogue(random: Random, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const isInCluster = random.uniform() < 0.15;
    const distanceMpc = isInCluster
      ? CLUSTER.distanceMpc + random.normal()
      : 8 + 252 * random.uniform() ** (1 / 2);
    const motion = (isInCluster ? CLUSTER.motionKmS : PECULIAR_KM_S) * random.normal();
    const type =
      isInCluster && random.uniform() < 0.6
        ? 'elliptical'
        : TYPES[Math.floor(3 * random.uniform() ** 1.6)]!;
    const scatter = 0.12 * random.normal();
    return {
      id: `LC-G${String(index + 1).padStart(4, '0')}`,
      ra_deg: isInCluster ? CLUSTER.raDeg + 1.2 * random.normal() : random.between(110, 260),
      dec_deg: isInCluster ? CLUSTER.decDeg + random.normal() : random.between(-5, 60),
      type,
      redshift: (HUBBLE_KM_S_MPC * distanceMpc + motion) / LIGHT_KM_S,
      distance_modulus: 5 * Math.log10(distanceMpc * 1e5) + scatter,
      distance_modulus_error: 0.12
    };
  });
  return csv(rows, {
    ra_deg: 4,
    dec_deg: 4,
    redshift: 5,
    distance_modulus: 3,
    distance_modulus_error: 2
  });
}
