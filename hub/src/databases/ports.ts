import type { Readable } from 'node:stream';

import type { User } from '../accounts/types.js';
import type { Grant, GrantedPrivilege, Resource, ResourceId } from '../sharing/types.js';
import type { Done, Errand, Failure } from './process/protocol.js';

/** Why a process did not answer: it took too long, nobody waits any more, or it ended by itself. */
export type Ending = 'time' | 'gone' | 'died';

/** An errand that was not done. */
export class QueryFailed extends Error {
  constructor(
    readonly failure: Failure | Ending,
    detail: string
  ) {
    super(detail);
    this.name = 'QueryFailed';
  }
}

export interface QueryAnswered {
  readonly done: Done;
  /** What comes beside; fails when it is not whole. */
  readonly body: Readable;
  /** Resolves when nothing of the errand is left. */
  readonly ended: Promise<void>;
}

/** Where SQL runs: each errand in a process of its own. */
export interface QueryRunner {
  /**
   * @param limits - after so many seconds, or when the signal is aborted, it is ended, wherever it is
   * @throws QueryFailed
   */
  run(errand: Errand, limits: { seconds: number; signal: AbortSignal }): Promise<QueryAnswered>;
}

export interface DatabaseGrants {
  accessTo(user: User, resource: Resource): GrantedPrivilege[];
  grantsOn(resource: ResourceId): Grant[];
  /** Those who may read it. */
  readersAmong(users: readonly User[], resource: Resource): User[];
  grantsReaching(user: User, kind: 'database'): Grant[];
  /** Privileges on many, in their order, by grants that were read already. */
  accessThrough(
    user: User,
    reaching: readonly Grant[],
    resources: readonly Resource[]
  ): GrantedPrivilege[][];
  withdrawAllOn(resource: ResourceId): void;
}

export interface DatabaseUsers {
  userById(id: string): User | null;
  findUser(name: string): User | null;
  listUsers(): readonly User[];
}

/** The files of databases. */
export interface DatabaseFiles {
  /** Absolute path of the database itself. */
  fileOf(id: string): string;
  /** Makes the directory that it lies in. */
  prepare(id: string): Promise<void>;
  /** With what SQLite keeps beside it; 0 when there is none. */
  sizeOf(id: string): number;
  /**
   * Keeps bytes beside it until they are discarded; what does not all arrive is not kept.
   * @returns the file, absolute
   */
  receive(id: string, bytes: Readable): Promise<string>;
  discard(received: string): Promise<void>;
  /** Discards whatever was received and is there still. */
  discardAll(id: string): Promise<void>;
  /** Removes everything of it; nothing when there is none. */
  remove(id: string): Promise<void>;
  /** Ids of those that there are files of. */
  ids(): Promise<string[]>;
  freeBytes(): Promise<number>;
}
