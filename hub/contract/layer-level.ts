/** How full a container's own layer is: `near` from 80 % of the limit on. */
export type LayerLevel = 'fine' | 'near' | 'over';

const NEAR = 0.8;

export function levelOf(usedBytes: number | null, limitBytes: number | null): LayerLevel {
  if (usedBytes === null || limitBytes === null || usedBytes < NEAR * limitBytes) {
    return 'fine';
  }
  return usedBytes > limitBytes ? 'over' : 'near';
}
