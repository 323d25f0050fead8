/** From this share on a bar warns. */
export const NEARLY_FULL = 0.9;
