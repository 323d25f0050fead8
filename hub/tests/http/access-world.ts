import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type * as groups from '../../contract/groups.js';
import { TUS_VERSION } from '../../contract/uploads.js';
import type { Hub } from '../../src/hub.js';
import { until } from '../../src/testing/until.js';
import { digestOfDirectory } from './access-compare.js';
import type { Client, Received } from './client.js';
import { Harness, type HarnessOptions, type SignedInClient } from './harness.js';
import { putJob } from './shared-jobs.js';

/** What a request is about. */
export interface Ids {
  readonly group: string;
  readonly volume: string;
  /** Of the owner, its results shared with the group. */
  readonly job: string;
  /** Of the owner, to a file in the volume. */
  readonly link: string;
  /** Not public, its use granted to the group; the owner may grant it. */
  readonly root: string;
  /** In the volume. */
  readonly dataSet: string;
  readonly snapshot: string;
  /** In the trash of the volume; something else has its place by now. */
  readonly trash: string;
  /** Saved by the owner, its use granted to the group. */
  readonly image: string;
  /** Of the owner, shared with the group; its folder lies where he may only read. */
  readonly jobElsewhere: string;
  /** Path of the page of a link whose maker may no longer share what it leads to. */
  readonly pageOfLink: string;
  /** A data volume for the group alone, by address and by id. */
  readonly dataVolume: string;
  readonly dataVolumeId: string;
  /** Of the owner: one that has ended, and one that has only begun. */
  readonly task: string;
  readonly upload: string;
  /** With a table `stars`, shared with the group. */
  readonly database: string;
}

export interface Call {
  readonly method: string;
  /** Of an endpoint; of a page with the hub's path. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export const CALLERS = [
  'owner',
  'admin',
  'member',
  'invited',
  'former',
  'stranger',
  'signedOut',
  'disabled'
] as const;
export type Caller = (typeof CALLERS)[number];

/** Of callers in their order; nobody without a valid sign-in gets beyond that. */
export type Statuses = readonly [number, number, number, number, number, number];

export type Row = readonly [
  endpoint: { id: string },
  call: (ids: Ids) => Call,
  ...statuses: Statuses
];

type Six = readonly [boolean, boolean, boolean, boolean, boolean, boolean];

/** In whose answer a text stands. */
export type ShownRow = readonly [
  endpoint: { id: string },
  call: (ids: Ids) => Call,
  text: string | ((ids: Ids) => string),
  ...shown: Six
];

/** Who is told by an event of something that the owner does, or an administrator of the site. */
export type ToldRow = readonly [
  endpoint: { id: string },
  call: (ids: Ids) => Call,
  by: 'owner' | 'site',
  /** Text that stands in it. */
  event: string,
  ...told: Six
];

export const MISSING: Ids = {
  group: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  volume: 'Storage/owner/nothing',
  job: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  link: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  root: 'Slow',
  dataSet: '01ARZ3NDEKTSV4RRFFQ69G5FAY',
  snapshot: '01ARZ3NDEKTSV4RRFFQ69G5FAZ',
  trash: '01ARZ3NDEKTSV4RRFFQ69G5FB0',
  image: '01ARZ3NDEKTSV4RRFFQ69G5FB1',
  jobElsewhere: '01ARZ3NDEKTSV4RRFFQ69G5FB2',
  pageOfLink: 'l/0000000000000000000000',
  dataVolume: 'Data/nothing',
  dataVolumeId: '01ARZ3NDEKTSV4RRFFQ69G5FB3',
  task: '01ARZ3NDEKTSV4RRFFQ69G5FB4',
  upload: '01ARZ3NDEKTSV4RRFFQ69G5FB5',
  database: '01ARZ3NDEKTSV4RRFFQ69G5FB6'
};

const NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';

const settings = (directory: string) => `
dataRoots: ['${directory}']
images:
  - { id: scientific-python, title: Python, reference: example/python }
  - { id: licensed, title: Licensed, reference: example/licensed, public: false }
domains:
  - { id: small, title: Small, images: [scientific-python, licensed] }
  - { id: large, title: Large, images: [scientific-python], public: false }
roots:
  - { name: Storage, title: Storage }
  - { name: Temporary, title: Temporary }
  - { name: Fast, title: Fast, public: false }
`;

/** Everybody in his relation to one group and to a volume that is shared with it. */
export class World {
  readonly callers = new Map<Caller, Client>();
  ids: Ids = MISSING;
  /** An administrator of the site, who is in no group. */
  private site: Client | null = null;

  private constructor(
    readonly harness: Harness,
    private readonly directory: string
  ) {}

  static async make(
    kind: groups.GroupKind,
    options: Pick<HarnessOptions, 'queryRunner'> = {}
  ): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
    const file = join(directory, 'settings.yaml');
    writeFileSync(file, settings(directory));
    mkdirSync(join(directory, 'closed'));
    const harness = await Harness.start({
      ...options,
      whole: true,
      environment: { LABCOMMONS_CONFIG: file }
    });
    const world = new World(harness, directory);
    const owner = await harness.withToken('owner', { admin: kind === 'scienceDomain' });
    const made = await owner.api('POST', '/groups', { name: 'the group', kind });
    const path = `/groups/${made.json().id}`;
    const enter = async (name: string, role = 'member'): Promise<SignedInClient> => {
      const client = await harness.withToken(name);
      await owner.api('POST', `${path}/members`, { users: [name], role });
      await client.api('POST', `/invitations/${made.json().id}/accept`);
      return client;
    };
    const invited = await harness.withToken('invited');
    await harness.user('guest');
    await owner.api('POST', `${path}/members`, { users: ['invited', 'guest'] });
    const former = await enter('former');
    await former.api('POST', `${path}/leave`);
    await enter('mate');
    const volume = 'Storage/owner/persistent';
    const jobId = putJob(harness, owner.user, { state: 'finishing' });
    for (const resource of [
      { kind: 'volume', id: volume },
      { kind: 'job', id: jobId }
    ]) {
      const subject = { kind: 'group', id: made.json().id };
      await owner.api('PUT', '/grants', { resource, subject, privileges: ['read'] });
    }
    const clients: Record<Caller, Client> = {
      owner,
      admin: await enter('admin', 'admin'),
      member: await enter('member'),
      invited,
      former,
      stranger: await harness.withToken('stranger'),
      signedOut: harness.stranger(),
      disabled: await enter('disabled', 'admin')
    };
    for (const name of CALLERS.filter(caller => caller !== 'signedOut')) {
      const { servers: rows, tokens } = harness.parts;
      rows.put(await harness.user(name), 'stopped', tokens);
    }
    await harness.parts.accounts.setDisabled('disabled', true);
    CALLERS.forEach(caller => world.callers.set(caller, clients[caller]));
    world.ids = { ...MISSING, group: made.json().id, volume, job: jobId };
    await world.furnish(owner, former);
    if (kind === 'scienceDomain') {
      // Only to make it: what follows is about the roles in it.
      harness.parts.database.prepare('UPDATE users SET admin = 0').run();
    }
    return world;
  }

  /** What lies in the volume of the group, and what else is for the group. */
  private async furnish(owner: SignedInClient, former: SignedInClient): Promise<void> {
    const { harness, directory } = this;
    const { volume, group } = this.ids;
    const parts = harness.parts as typeof harness.parts & Pick<Hub, 'snapshots' | 'finding'>;
    const toGroup = { kind: 'group', id: group } as const;
    const files = harness.persistentOf('owner');
    writeFileSync(join(files, 'precious.txt'), 'not to be lost');
    mkdirSync(join(files, 'jobs/fit'), { recursive: true });
    writeFileSync(join(files, 'jobs/fit/fit.png'), 'a picture');
    mkdirSync(join(files, 'study'));
    writeFileSync(join(files, 'study/fit.ipynb'), NOTEBOOK);
    const link = await owner.api('POST', '/links', { volume, path: 'precious.txt' });

    const root = { kind: 'root', id: 'Fast' } as const;
    parts.grants.grant(root, { kind: 'user', id: owner.user.id }, ['use', 'grant'], null);
    for (const thing of [
      root,
      { kind: 'image', id: 'licensed' } as const,
      { kind: 'domain', id: 'large' } as const
    ]) {
      parts.grants.grant(thing, toGroup, ['use'], null);
    }
    const image = '01ARZ3NDEKTSV4RRFFQ69G5FJD';
    parts.database
      .prepare(
        `INSERT INTO saved_images (id, owner_id, title, description, state, based_on, server_id, created_at)
         VALUES (?, ?, 'Saved', '', 'ready', 'scientific-python', '', '2026-11-20T10:00:00.000Z')`
      )
      .run(image, owner.user.id);
    parts.grants.grant({ kind: 'image', id: image }, toGroup, ['use'], null);

    const site = await harness.withToken('site', { admin: true });
    this.site = site;
    const registered = await site.api('POST', '/admin/data-volumes', {
      name: 'closed',
      directory: join(directory, 'closed')
    });
    const dataVolume = registered.json().address;
    const ofData = { kind: 'volume', id: registered.json().id } as const;
    parts.grants.grant(ofData, { kind: 'user', id: owner.user.id }, ['read', 'write'], null);
    await owner.api('PUT', `/data-set-indexes/${dataVolume}`, {
      datasets: [{ name: 'Comets', summary: 'With tails', description: 'All that are known' }]
    });
    parts.grants.grant(ofData, toGroup, ['read'], null);

    const mate = await harness.withToken('mate');
    const ofMate = 'Storage/mate/persistent';
    const read = { privileges: ['read'] };
    await mate.api('PUT', '/grants', {
      resource: { kind: 'volume', id: ofMate },
      subject: { kind: 'user', id: 'owner' },
      ...read
    });
    const job = { kind: 'job', id: this.ids.job } as const;
    parts.grants.grant(job, { kind: 'user', id: mate.user.id }, ['read'], null);
    const jobElsewhere = putJob(harness, owner.user, {
      id: '01ARZ3NDEKTSV4RRFFQ69G5FJC',
      volumeOf: mate.user
    });
    parts.grants.grant({ kind: 'job', id: jobElsewhere }, toGroup, ['read'], null);
    const inMates = join(harness.persistentOf('mate'), 'jobs/fit');
    mkdirSync(inMates, { recursive: true });
    writeFileSync(join(inMates, 'fit.png'), 'a picture');
    writeFileSync(join(inMates, 'fit.ipynb'), NOTEBOOK);

    // What mate had in person: a link, and a server with the volume; what former had, too.
    const share = (privileges: string[], name: string) =>
      owner.api('PUT', '/grants', {
        resource: { kind: 'volume', id: volume },
        subject: { kind: 'user', id: name },
        privileges
      });
    await share(['read', 'grant'], 'mate');
    const dead = await mate.api('POST', '/links', { volume, path: 'precious.txt' });
    const pageOfLink = new URL(dead.json().url).pathname.slice(harness.parts.config.hubPath.length);
    await share(['read'], 'mate');
    await share(['read'], 'former');
    parts.servers.put(former.user, 'stopped', parts.tokens, 'second');
    await former.api('POST', '/servers/second/mounts', { volume, access: 'read' });
    await share([], 'former');

    writeFileSync(join(files, 'rubbish.txt'), 'rubbish');
    await owner.api('DELETE', `/files/${volume}/rubbish.txt`);
    writeFileSync(join(files, 'rubbish.txt'), 'something else');
    const trash = (await owner.api('GET', `/trash?volume=${volume}`)).json().items[0].id;

    await owner.api('PUT', `/data-set-indexes/${volume}`, {
      datasets: [{ name: 'Moons', summary: 'Of planets', description: 'All that are known' }]
    });
    const sets = (await owner.api('GET', `/data-sets?volume=${volume}`)).json();
    const dataSet = sets.items[0].id;

    const file = { volume, path: 'precious.txt' };
    const asked = { kind: 'copy', sources: [file], target: { volume, path: 'study' } };
    const task = (await owner.api('POST', '/tasks', asked)).json().id;
    await owner.api('POST', `/tasks/${task}/cancel`);
    const begun = await owner.api('POST', '/uploads', undefined, {
      headers: {
        'tus-resumable': TUS_VERSION,
        'upload-length': '5',
        'upload-metadata': `volume ${btoa(volume)},path ${btoa('new.txt')}`
      }
    });
    const upload = begun.headers['location']?.split('/').at(-1) as string;

    const { id: database } = (await owner.api('POST', '/databases', { name: 'sky' })).json();
    const sql = 'CREATE TABLE stars (name)';
    await owner.api('POST', `/databases/${database}/query`, { sql });
    const sky = { kind: 'database', id: database } as const;
    parts.grants.grant(sky, toGroup, ['read'], null);
    parts.grants.grant(sky, { kind: 'user', id: mate.user.id }, ['read'], null);

    parts.snapshots.maker.start();
    const snapshot = (await owner.api('POST', '/snapshots', { volume })).json().id;
    await until('the snapshot is whole', async () => {
      const { items } = (await owner.api('GET', `/snapshots?volume=${volume}`)).json();
      return items[0].state === 'whole';
    });
    await parts.snapshots.maker.close();
    await parts.finding.indexer.close();

    const found = { link: link.json().id, root: root.id, image, jobElsewhere, task, upload };
    const data = { dataVolume, dataVolumeId: registered.json().id, dataSet, database };
    this.ids = { ...this.ids, ...found, ...data, pageOfLink, trash, snapshot };
  }

  async stop(): Promise<void> {
    await this.harness.stop();
    rmSync(this.directory, { recursive: true });
  }

  call(caller: Caller, row: Pick<Row, 1>, ids = this.ids): Promise<Received> {
    return this.send(this.callers.get(caller) as Client, row[1](ids));
  }

  /** The status of an answer. */
  async answered(caller: Caller, row: Row): Promise<number> {
    return (await this.undone(() => this.call(caller, row))).status;
  }

  /** Whether something stands in the answer. */
  async isShown(caller: Caller, row: ShownRow): Promise<boolean> {
    const { text } = await this.undone(() => this.call(caller, row));
    return text.includes(typeof row[2] === 'string' ? row[2] : row[2](this.ids));
  }

  /** Which of the six callers are told by an event. */
  told([, call, by, event]: ToldRow): Promise<boolean[]> {
    const { database } = this.harness.parts;
    const newest = database
      .prepare<[], { seq: number }>('SELECT max(seq) AS seq FROM events')
      .get();
    return this.undone(async () => {
      const client = (by === 'site' ? this.site : this.callers.get('owner')) as Client;
      const { status, text } = await this.send(client, call(this.ids));
      if (status >= 400) {
        throw new Error(text);
      }
      const told = database
        .prepare<[number, string], { name: string }>(
          `SELECT users.name FROM events JOIN users ON users.id = user_id
           WHERE seq > ? AND instr(event, ?) > 0`
        )
        .all(newest?.seq ?? 0, event)
        .map(({ name }) => name);
      return CALLERS.slice(0, 6).map(caller => told.includes(caller));
    });
  }

  send(client: Client, { method, path, body, headers = {} }: Call): Promise<Received> {
    return path.startsWith('/')
      ? client.api(method, path, body, { headers })
      : client.send(`${this.harness.parts.config.hubPath}${path}`, { method, body, headers });
  }

  /** What a request does is undone afterwards. */
  async undone<Result>(act: () => Promise<Result>): Promise<Result> {
    const { database } = this.harness.parts;
    database.prepare('BEGIN').run();
    try {
      return await act();
    } finally {
      database.prepare('ROLLBACK').run();
    }
  }

  /** Every row and every byte of volumes and databases, but for when tokens were used and what the hub counts by itself. */
  digest(): string {
    const { database, config } = this.harness.parts;
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map(({ name }) => name)
      .filter(name => name !== 'volume_usage' && !name.startsWith('search_'));
    const files = [config.paths.volumes, config.paths.databases].map(digestOfDirectory);
    return [this.harness.digest(tables), ...files].join('\n');
  }
}
