/** Whether this is `npm run soak`, which runs long what `npm test` runs short; such tests are in `*.soak.spec.ts`. */
export const isSoak = process.env.SOAK === '1';
