import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { monotonicFactory } from 'ulid';

import type { DataVolumeConfig, RootConfig } from '../../src/settings-file.js';
import { ExpiryDates } from '../../src/expiry/dates.js';
import { AppError } from '../../src/errors.js';
import { composeFiles, type Files } from '../../src/files/compose.js';
import { bindDownloads } from '../../src/files/downloads/routes.js';
import { bindFiles } from '../../src/files/routes.js';
import { bindUploads } from '../../src/files/uploads/routes.js';
import { stillHoldsBy } from '../../src/http/authenticate.js';
import type { VolumeFiles } from '../../src/files/ports.js';
import { bindVolumes } from '../../src/volumes/routes.js';
import { QuotaStandings } from '../../src/volumes/quota-standings.js';
import { VolumeService } from '../../src/volumes/service.js';
import type { Volume } from '../../src/volumes/types.js';
import type { Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

/** Small enough to be used up by a test. */
export const STORAGE_BYTES = 1000;

const ROOTS: readonly RootConfig[] = [
  {
    name: 'Storage',
    title: 'Storage',
    description: 'Kept',
    bytesPerUser: STORAGE_BYTES,
    filesPerUser: 10,
    public: true,
    expiresAfterDays: null
  },
  {
    name: 'Temporary',
    title: 'Temporary',
    description: '',
    bytesPerUser: null,
    filesPerUser: null,
    public: true,
    expiresAfterDays: 30
  }
];

/** A hub with volumes and files on a real disk; what has volumes mounted is said by the test. */
export class VolumesHarness {
  private constructor(
    readonly harness: Harness,
    readonly volumes: VolumeService,
    readonly parts: Files,
    /** What `usesOf` answers, by address. */
    readonly uses: Map<string, readonly string[]>,
    /** What went to the trash: user, volume, path. */
    readonly discarded: readonly (readonly [string, string, string])[]
  ) {}

  /**
   * @param over - puts something in front of the files, to make them fail
   * @param storageBytes - quota of each user in Storage
   */
  static async start(
    over: (files: VolumeFiles) => VolumeFiles = files => files,
    storageBytes = STORAGE_BYTES
  ) {
    let made: Pick<VolumesHarness, 'volumes' | 'parts'> | undefined;
    const uses = new Map<string, readonly string[]>();
    const discarded: [string, string, string][] = [];
    const harness = await Harness.start({
      bind: (api, parts) => {
        const { database, temporary, grants, accounts, clock, config, activity } = parts;
        const volumesDirectory = config.paths.volumes;
        mkdirSync(volumesDirectory, { recursive: true });
        const files = over(temporary.files);
        const dates = new ExpiryDates(database, files, ROOTS);
        const volumes = new VolumeService(
          database,
          files,
          grants,
          accounts,
          clock,
          volumesDirectory,
          ROOTS.map(({ name }) => name),
          { expiryOf: volume => dates.expiryOf(volume), isReadOnly: () => false }
        );
        const composed = composeFiles({
          stillHolds: stillHoldsBy(parts.sessions, parts.tokens),
          earlier: { toRead: noSnapshots },
          database,
          volumes,
          files,
          grants,
          uses: { usesOf: ({ address }) => uses.get(address) ?? [] },
          users: accounts,
          trash: {
            discard: async (user, volume, path) =>
              void discarded.push([user.name, volume.address, path]),
            bytesIn: () => 0
          },
          dates,
          standings: new QuotaStandings(database, 0),
          activity,
          clock,
          newId: monotonicFactory(),
          roots: ROOTS.map(root =>
            root.name === 'Storage' ? { ...root, bytesPerUser: storageBytes } : root
          ),
          volumesDirectory,
          log: { warn: () => undefined },
          onWritten: () => undefined
        });
        accounts.onUserCreated(user => volumes.ensureDefaults(user));
        bindVolumes(api, { volumes, ...composed });
        bindFiles(api, composed.fileService, files);
        bindUploads(api, composed.uploads);
        bindDownloads(api, composed.downloads, files);
        made = { volumes, parts: composed };
      }
    });
    const { volumes, parts } = made as Pick<VolumesHarness, 'volumes' | 'parts'>;
    return new VolumesHarness(harness, volumes, parts, uses, discarded);
  }

  async stop(): Promise<void> {
    await this.parts.editor.settled();
    await this.parts.counter.idle();
    expect(this.harness.internalErrors).toEqual([]);
    await this.harness.stop();
  }

  /** Somebody with a token of his own. */
  user(name: string): Promise<SignedInClient> {
    return this.harness.withToken(name);
  }

  volumeAt(address: string): Volume {
    return this.volumes.at(address) as Volume;
  }

  /** Absolute path of something in a volume. */
  onDisk(address: string, path = ''): string {
    return join(this.volumeAt(address).directory, path);
  }

  /** Shares a volume as its owner would. */
  grant(address: string, to: { id: string } | 'everyone', privileges: ('read' | 'write')[]): void {
    const subject =
      to === 'everyone'
        ? { kind: 'everyone' as const, id: '' }
        : { kind: 'user' as const, id: to.id };
    const { id } = this.volumeAt(address);
    this.harness.parts.grants.grant({ kind: 'volume', id }, subject, privileges, null);
  }

  async dataVolume(name: string): Promise<void> {
    const path = join(this.harness.parts.temporary.directory, 'data', name);
    mkdirSync(path, { recursive: true });
    const volume: DataVolumeConfig = { name, title: name, description: '', path, public: true };
    await this.volumes.heal([], [volume]);
  }

  /** Expects a refusal with this code, and no byte and no row changed by it. */
  async refused(act: () => Promise<Received>, code: string): Promise<Received> {
    const before = this.everything();
    const answer = await act();
    expect([answer.text, answer.json().type]).toEqual([answer.text, `/problems/${code}`]);
    expect(this.everything()).toBe(before);
    return answer;
  }

  /** Every name, kind, mode, time and byte below the volumes, and every row: equal when nothing changed. Folders have no times, since an attempt may touch them. */
  everything(): string {
    const { config } = this.harness.parts;
    const tree = execFileSync(
      'sh',
      [
        '-c',
        'find . ! -type d -printf "%p %y %m %s %T@\\n" | sort; find . -type d | sort; find . -type f -exec sha256sum {} + | sort'
      ],
      { cwd: config.paths.volumes, encoding: 'utf8' }
    );
    return `${tree}\n${this.harness.digest()}\n${JSON.stringify(this.harness.rows('volume_usage'))}`;
  }
}

function noSnapshots(): never {
  throw new AppError('not-found', 'There are no snapshots here');
}
