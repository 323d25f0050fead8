import { csv } from './csv.js';
import type { Random } from './random.js';

const SUN_TEMPERATURE_K = 5772;
const SUN_ABSOLUTE_MAGNITUDE = 4.83;
const FAINTEST = 13.5;
const FARTHEST_PC = { 'main sequence': 220, giant: 600, 'white dwarf': 30 };

interface Nature {
  readonly kind: keyof typeof FARTHEST_PC;
  /** In units of the Sun's. */
  readonly luminosity: number;
  readonly temperatureK: number;
}

/** Masses by Salpeter's law, luminosity and radius by the usual powers of the mass. */
function mainSequence(random: Random): Nature {
  const exponent = -1.35;
  const [low, high] = [0.22 ** exponent, 7 ** exponent];
  const mass = (low + (high - low) * random.uniform()) ** (1 / exponent);
  const luminosity =
    mass < 0.43 ? 0.23 * mass ** 2.3 : mass ** (mass < 2 ? 4 : 3.5) * (mass < 2 ? 1 : 1.4);
  const radius = mass ** (mass < 1 ? 0.8 : 0.57);
  return {
    kind: 'main sequence',
    luminosity: luminosity * 10 ** (0.05 * random.normal()),
    temperatureK: SUN_TEMPERATURE_K * (luminosity / radius ** 2) ** 0.25
  };
}

function giant(random: Random): Nature {
  const isInClump = random.uniform() < 0.4;
  const logLuminosity = isInClump ? 1.7 + 0.06 * random.normal() : random.between(0.8, 3);
  const temperatureK = (isInClump ? 4850 : 5250 - 420 * logLuminosity) + 90 * random.normal();
  return { kind: 'giant', luminosity: 10 ** logLuminosity, temperatureK };
}

function whiteDwarf(random: Random): Nature {
  const temperatureK = random.between(6500, 24000);
  const luminosity = 0.0125 ** 2 * (temperatureK / SUN_TEMPERATURE_K) ** 4;
  return { kind: 'white dwarf', luminosity, temperatureK };
}

function natureOf(random: Random): Nature {
  const throwOfDice = random.uniform();
  if (throwOfDice < 0.93) {
    return mainSequence(random);
  }
  return throwOfDice < 0.975 ? giant(random) : whiteDwarf(random);
}

/** Colour index of a black body, by Ballesteros' formula turned round. */
function colourOf(temperatureK: number): number {
  let [low, high] = [-0.4, 2.2];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    const there = 4600 * (1 / (0.92 * middle + 1.7) + 1 / (0.92 * middle + 0.62));
    [low, high] = there > temperatureK ? [middle, high] : [low, middle];
  }
  return (low + high) / 2;
}

/** A made-up catalogue of stars down to a limiting magnitude, with the errors of a small survey. */
export function starCatalogue(random: Random, count: number): string {
  const rows = [];
  while (rows.length < count) {
    const { kind, luminosity, temperatureK } = natureOf(random);
    const distancePc = 2 + FARTHEST_PC[kind] * random.uniform() ** (1 / 3);
    const absolute = SUN_ABSOLUTE_MAGNITUDE - 2.5 * Math.log10(luminosity);
    const magnitude = absolute + 5 * Math.log10(distancePc / 10);
    if (magnitude > FAINTEST) {
      continue;
    }
    rows.push({
      id: `LC-S${String(rows.length + 1).padStart(5, '0')}`,
      ra_deg: random.between(0, 360),
      dec_deg: (Math.asin(random.between(-1, 1)) * 180) / Math.PI,
      parallax_mas: 1000 / distancePc + 0.15 * random.normal(),
      parallax_error_mas: 0.15,
      v_mag: magnitude + 0.01 * random.normal(),
      b_v: colourOf(temperatureK) + 0.02 * random.normal(),
      kind
    });
  }
  return csv(rows, {
    ra_deg: 5,
    dec_deg: 5,
    parallax_mas: 3,
    parallax_error_mas: 2,
    v_mag: 3,
    b_v: 3
  });
}
