import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

import type { SignedInClient } from './harness.js';
import { ShortWayWorld } from './short-way-world.js';

/** Without a quota. */
const SCRATCH = 'Temporary/kim/scratch';
const LARGE = randomBytes(3_000_000);

let world: ShortWayWorld;
let kim: SignedInClient;

beforeEach(async () => {
  world = await ShortWayWorld.start();
  kim = await world.user('kim');
  await kim.api('GET', '/volumes');
  world.asked();
});
afterEach(() => world.stop());

const disk = (path: string) => world.volumes.onDisk(SCRATCH, path);
const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

describe('a large file on its way through the gateway', () => {
  it('is fetched from the files worker, past the hub', async () => {
    writeFileSync(disk('large'), LARGE);
    const answer = await fetch(`${world.origin}${kim.hubPath}api/v1/files/${SCRATCH}/large`, {
      headers: kim.headers
    });
    expect(answer.status).toBe(200);
    expect(digest(Buffer.from(await answer.arrayBuffer()))).toBe(digest(LARGE));
    console.log(world.asked(), [...answer.headers]);
  });
  it('is brought to the files worker, past the hub', async () => {
    const answer = await kim.api('PUT', `/files/${SCRATCH}/large`, LARGE);
    expect([answer.status, answer.json()]).toMatchObject([200, { sizeBytes: LARGE.length }]);
    expect(digest(readFileSync(disk('large')))).toBe(digest(LARGE));
    console.log(world.asked(), answer.headers, readdirSync(disk('')));
  });
});
