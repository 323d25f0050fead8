import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { pino } from 'pino';
import { request } from 'undici';

import type { Entries, Entry } from '../../../contract/files.js';
import type { Snapshot } from '../../../contract/snapshots.js';
import { isTaskOver, type Task, type TaskRequestInput } from '../../../contract/tasks.js';
import { Gateway } from '../../../src/gateway/gateway.js';
import type { Hub } from '../../../src/hub.js';
import { FilesWorkerProcess } from '../../../src/testing/files-worker-process.js';
import { until } from '../../../src/testing/until.js';
import { Client, type Received } from '../client.js';
import { Harness } from '../harness.js';

export const isRoot = process.getuid?.() === 0;

/** Whom everything in volumes belongs to. */
const OWNER = isRoot ? { uid: 1000, gid: 100 } : {};

/** Two volumes of kim's without a quota. */
export const HERE = 'Temporary/kim/scratch';
export const THERE = 'Temporary/kim/other';

/** What nobody may ever be shown: it lies outside of all volumes, where the files worker could read it. */
export const CANARY = 'canary-that-sings-of-what-it-saw';

const DAY_MS = 24 * 3_600_000;
const PATIENCE_MS = 300_000;

/** Lets files grow without end, or shrink and grow again, and keeps them open. */
const MOVER = `
  const fs = require('node:fs');
  const [how, ...paths] = process.argv.slice(1);
  const files = paths.map(path => fs.openSync(path, 'r+'));
  let turn = 0;
  process.stdout.write('begun');
  const parent = process.ppid;
  setInterval(() => {
    turn += 1;
    const size = how === 'grows' ? 5000 + turn * 4096 : turn % 2 ? 10 : 3_000_000;
    files.forEach(file => fs.ftruncateSync(file, size));
    if (process.ppid !== parent) process.exit();
  }, 3);
`;

/** Gateway and hub in this process, the files worker as the process that it is; and kim, who owns two volumes. */
export class OddWorld {
  private readonly movers: ChildProcess[] = [];
  private snapshotTaken: Snapshot | null = null;
  /** What was said, the last time, about what was left out. */
  told: readonly string[] = [];

  private constructor(
    private readonly worker: FilesWorkerProcess,
    readonly harness: Harness,
    private readonly hubServer: Server,
    private readonly gateway: Gateway,
    private readonly kim: Client
  ) {}

  static async start(): Promise<OddWorld> {
    const worker = new FilesWorkerProcess();
    const harness = await Harness.start({ whole: true, worker });
    worker.start();
    const { config } = harness.parts;
    const hubServer = createServer((from, to) => harness.handle(from, to));
    hubServer.listen(config.paths.hubSocket);
    const gateway = new Gateway(
      { ...config, port: 0 },
      () => new Date(),
      pino({ level: 'silent' })
    );
    const { port } = (await gateway.listen()) as AddressInfo;
    const { headers, hubPath } = await harness.withToken('kim');
    const kim = new Client(`http://127.0.0.1:${port}`, hubPath);
    kim.headers['authorization'] = headers['authorization'] ?? '';
    const world = new OddWorld(worker, harness, hubServer, gateway, kim);
    world.hub.tasks.runs.start();
    world.hub.snapshots.maker.start();
    await world.asked('POST', '/volumes', { root: 'Temporary', name: 'other' });
    mkdirSync(join(world.outside, 'tree'), { recursive: true });
    writeFileSync(join(world.outside, 'secret.txt'), CANARY);
    writeFileSync(join(world.outside, 'linked.txt'), 'head');
    writeFileSync(join(world.outside, 'tree/leaf.txt'), CANARY);
    world.handOver(world.outside);
    return world;
  }

  get hub(): Hub {
    return this.harness.parts as unknown as Hub;
  }

  /** A directory that is no volume, of the same owner and on the same disk. */
  get outside(): string {
    return join(this.worker.dataDir, 'outside');
  }

  /** As the containers of kim's see it: where a path of a volume is on the disk. */
  path(volume: string, ...names: string[]): string {
    return join(this.hub.volumes.at(volume)?.directory ?? '', ...names);
  }

  /** What containers write belongs to their user. */
  handOver(directory: string): void {
    if (isRoot) {
      execFileSync('chown', ['-R', '-h', `${OWNER.uid}:${OWNER.gid}`, directory]);
    }
  }

  /** Has somebody change the sizes of files who has them open. */
  async setInMotion(how: 'grows' | 'shrinks', paths: readonly string[]): Promise<void> {
    const mover = spawn(process.execPath, ['-e', MOVER, how, ...paths], {
      ...OWNER,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit']
    });
    this.movers.push(mover);
    await once(mover.stdout as NodeJS.ReadableStream, 'data');
  }

  /** Asks the API. @throws Error naming the code when it refuses */
  async asked(method: string, path: string, body?: unknown): Promise<Received> {
    return accepted(await this.kim.api(method, path, body));
  }

  /** @param place - volume and path, as the API spells them */
  send(
    method: string,
    place: string,
    more: { headers?: Record<string, string>; body?: Buffer } = {}
  ): Promise<Received> {
    return this.kim.send(`${this.kim.hubPath}api/v1/files/${urlOf(place)}`, { method, ...more });
  }

  /** The first bytes of an answer, or all of them. */
  async bytes(place: string, query = '', most = Infinity): Promise<Buffer> {
    const url = `${this.kim.origin}${this.kim.hubPath}api/v1/files/${urlOf(place)}${query}`;
    const { statusCode, body } = await request(url, { headers: this.kim.headers });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= most) {
        break;
      }
    }
    const bytes = Buffer.concat(chunks);
    if (statusCode !== 200) {
      throw new Refused(JSON.parse(bytes.toString()));
    }
    return bytes;
  }

  async stat(place: string): Promise<Entry> {
    return (await this.asked('GET', `/entries/${urlOf(place)}?stat=true`)).json().entry;
  }

  /** Every entry of a folder, page by page. */
  async listed(place: string): Promise<Entry[]> {
    const found: Entry[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `hidden=true&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: Entries = (await this.asked('GET', `/entries/${urlOf(place)}?${query}`)).json();
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    return found;
  }

  rename(place: string, path: string): Promise<Received> {
    return this.asked('PATCH', `/entries/${urlOf(place)}`, { path });
  }

  /** Has a task done. @param isEnough - what is seen of it before it is cancelled */
  async task(wanted: TaskRequestInput, isEnough?: (task: Task) => boolean): Promise<Task> {
    const { id }: Task = (await this.asked('POST', '/tasks', wanted)).json();
    return this.ended(id, isEnough);
  }

  async takeSnapshot(): Promise<void> {
    const { id }: Snapshot = (await this.asked('POST', '/snapshots', { volume: HERE })).json();
    this.snapshotTaken = await until(
      'the snapshot',
      async () => {
        const { items } = (await this.asked('GET', `/snapshots?volume=${HERE}`)).json();
        return items.find((item: Snapshot) => item.id === id && item.state === 'whole');
      },
      PATIENCE_MS
    );
  }

  /** Copies something back out of the snapshot. */
  async restore(path: string, target: { volume: string; path: string }): Promise<void> {
    const { id, warnings } = this.snapshotTaken as Snapshot;
    const asked = await this.asked('POST', `/snapshots/${id}/restore`, { path, target });
    const task = await this.ended((asked.json() as Task).id);
    expect([task.state, task.reason]).toEqual(['succeeded', null]);
    this.told = [...warnings, ...task.warnings];
  }

  async lookThrough(): Promise<void> {
    const { indexer } = this.hub.finding;
    indexer.passAll();
    await indexer.idle();
  }

  /** Removes everything that is as old as it gets. */
  async sweep(): Promise<void> {
    this.harness.advance(40 * DAY_MS);
    await this.hub.expiry.sweepNow({ remove: true });
  }

  /** Names of files in volumes, their trash and their snapshots that hold what lies outside. */
  tracesOfTheCanary(): string {
    const { volumes, snapshots } = this.harness.parts.config.paths;
    const found = spawnSync(
      'find',
      [
        volumes,
        snapshots,
        '-type',
        'f',
        '-size',
        '-64k',
        '-exec',
        'grep',
        '-lF',
        CANARY,
        '{}',
        '+'
      ],
      { encoding: 'utf8' }
    );
    return `${found.stdout}${found.stderr}`;
  }

  async stop(): Promise<void> {
    for (const mover of this.movers) {
      mover.kill('SIGKILL');
    }
    await this.gateway.close({ graceMs: 0 });
    this.hubServer.closeAllConnections();
    this.hubServer.close();
    await this.hub.expiry.close();
    await this.hub.tasks.runs.stop();
    await this.hub.trash.close();
    await this.hub.snapshots.maker.close();
    await this.hub.counter.close();
    await this.harness.stop();
    await this.worker.remove();
  }

  private ended(id: string, isEnough: (task: Task) => boolean = () => false): Promise<Task> {
    let isCancelled = false;
    return until(
      `end of task ${id}`,
      async () => {
        const task: Task = (await this.asked('GET', `/tasks/${id}`)).json();
        if (!isCancelled && isEnough(task)) {
          isCancelled = true;
          await this.asked('POST', `/tasks/${id}/cancel`);
        }
        return isTaskOver(task.state) && task;
      },
      PATIENCE_MS
    );
  }
}

/** An answer of the API that is none. */
export class Refused extends Error {
  readonly code: string;

  constructor({ type, detail }: { type: string; detail?: string }) {
    super(detail ?? type);
    this.code = type.slice(type.lastIndexOf('/') + 1);
  }
}

export function accepted(answer: Received): Received {
  if (answer.status >= 400) {
    throw new Refused(answer.json());
  }
  if (answer.text.includes(CANARY)) {
    throw new Error('The canary sings');
  }
  return answer;
}

function urlOf(place: string): string {
  return place.split('/').map(encodeURIComponent).join('/');
}
