import type { Image } from '../../../contract/compute.js';
import type { EnvironmentChanges } from '../../../contract/images.js';
import type { User } from '../../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../../activity/ports.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import type { Notifier } from '../../notifications/ports.js';
import type { Room } from '../../room/ports.js';
import type { Database } from '../../sqlite/database.js';
import type { ContainerEngine } from '../engine.js';
import { EnvironmentReader, tooLarge } from './environment-reader.js';
import { ImageMaking } from './making.js';
import type {
  ImageUses,
  KnownImages,
  SavableServers,
  SavedGrants,
  SavingLimits,
  ServerContainer
} from './ports.js';
import { type SavedImageStore, savedReference, type SavedRow } from './store.js';
import { SavedView } from './view.js';

export interface SavedImagesParts {
  readonly database: Database;
  readonly store: SavedImageStore;
  readonly engine: ContainerEngine;
  readonly images: KnownImages;
  readonly servers: SavableServers;
  readonly uses: ImageUses;
  readonly grants: SavedGrants;
  readonly users: { userById(id: string): User | null };
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  readonly notifier: Notifier;
  readonly limits: SavingLimits;
  /** Name of a server's container, also of one that is gone. */
  readonly containerName: (serverId: string) => string;
  /** Default: something new may always begin. */
  readonly room?: Pick<Room, 'mustBeOpen' | 'mustHaveSpace'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Its owner deletes an image while it is made. */
class Cancelled extends Error {}
/** The hub ends; the next one tidies up. */
class Closed extends Error {}

/** Images that users made of their servers' environments. */
export class SavedImages {
  private readonly reader: EnvironmentReader;
  private readonly making: ImageMaking;
  private readonly view: SavedView;
  private readonly running = new Map<string, { abort: AbortController; done: Promise<void> }>();
  private readonly looking = new Map<string, Promise<Omit<EnvironmentChanges, 'mayBeSaved'>>>();
  private readonly closing = new AbortController();

  constructor(private readonly parts: SavedImagesParts) {
    const { engine, images, limits, users, log } = parts;
    const { mostBytes } = limits;
    this.reader = new EnvironmentReader(engine, mostBytes);
    this.making = new ImageMaking({ engine, reader: this.reader, images, mostBytes, log });
    this.view = new SavedView(images, users);
  }

  /** Everything that the user saved, newest first. */
  listOf(user: User): Image[] {
    return this.parts.store.ofOwner(user.id).map(row => this.view.toContract(row));
  }

  /** Of these, the saved ones. */
  documents(ids: readonly string[]): Image[] {
    return [...new Set(ids)]
      .map(id => this.parts.store.find(id))
      .filter(row => row !== null)
      .map(row => this.view.toContract(row));
  }

  /** Ready images that are the user's own or were granted to him, whatever he may do with what they are based on. */
  usableBy(user: User): { readonly id: string; readonly basedOn: string }[] {
    const { grants, store } = this.parts;
    const granted = grants.grantsReaching(user, 'image').map(({ resource }) => resource.id);
    return [
      ...store.ofOwner(user.id),
      ...[...new Set(granted)].map(id => store.find(id)).filter(row => row !== null)
    ].filter(
      (row, index, all) =>
        row.state === 'ready' && all.findIndex(({ id }) => id === row.id) === index
    );
  }

  /**
   * What a server's environment holds. Those who ask at once share the answer.
   * @throws AppError `not-found`, `conflict`, `engine-unavailable`
   */
  async changes(user: User, serverName: string): Promise<EnvironmentChanges> {
    const target = this.parts.servers.containerOf(user, serverName);
    let look = this.looking.get(target.serverId);
    if (!look) {
      look = this.look(target).finally(() => this.looking.delete(target.serverId));
      this.looking.set(target.serverId, look);
    }
    const found = await look;
    const refusal = this.whyNot(user, target)?.message ?? found.refusal;
    return { ...found, mayBeSaved: refusal === null, refusal };
  }

  /**
   * Begins to save a server's environment; its maker is told when it is ready or has failed.
   * @throws AppError `not-allowed` where it is switched off, `limit-reached`, `not-found`, `conflict`; `disk-full` and
   * `maintenance` while nothing new may begin
   */
  save(user: User, serverName: string, words: { title: string; description: string }): Image {
    const { database, store, servers, clock, newId } = this.parts;
    const target = servers.containerOf(user, serverName);
    this.parts.room?.mustBeOpen();
    const row = database.transaction(() => {
      const refusal = this.whyNot(user, target);
      if (refusal) {
        throw refusal;
      }
      const id = newId();
      store.insert({
        ...words,
        id,
        ownerId: user.id,
        basedOn: store.find(target.image)?.basedOn ?? target.image,
        serverId: target.serverId,
        createdAt: clock().toISOString()
      });
      const made = store.find(id) as SavedRow;
      this.record(user.id, made, 'save', `Saves an environment as “${made.title}”`);
      this.publish(made);
      return made;
    });
    this.run(row, target);
    return this.view.toContract(row);
  }

  /** @throws AppError `not-found`, `not-allowed`, `conflict` */
  edit(user: User, id: string, change: { title?: string; description?: string }): Image {
    const { database, store } = this.parts;
    return database.transaction(() => {
      const row = this.visible(user, id);
      if (row.ownerId !== user.id) {
        throw new AppError('not-allowed', 'Only its owner changes an image');
      }
      if (row.state === 'deleting') {
        throw new AppError('conflict', 'It is being deleted');
      }
      const edited = store.update(row, change);
      this.record(user.id, edited, 'edit', `Describes the image “${edited.title}”`);
      this.publish(edited);
      return this.view.toContract(edited);
    });
  }

  /**
   * Deletes an image that nothing uses; what is being made is given up.
   * @throws AppError `not-found`, `not-allowed`; `conflict` saying by what it is used; of the engine
   */
  async remove(user: User, id: string): Promise<void> {
    const { database, store, engine, uses } = this.parts;
    const row = database.transaction(() => {
      const seen = this.visible(user, id, user.admin);
      if (seen.ownerId !== user.id && !user.admin) {
        throw new AppError('not-allowed', 'Only its owner deletes an image');
      }
      const [first, ...others] = uses.usesOf(seen);
      if (first !== undefined) {
        const more = others.length > 0 ? ` and ${others.length} more` : '';
        throw new AppError('conflict', `It is used by ${first}${more}`);
      }
      const deleting = store.update(seen, { state: 'deleting' });
      this.publish(deleting);
      return { ...deleting, before: seen.state };
    });
    const running = this.running.get(id);
    running?.abort.abort(new Cancelled());
    await running?.done;
    try {
      await engine.removeImage(savedReference(id));
    } catch (error) {
      const state = row.before === 'ready' ? 'ready' : 'failed';
      database.transaction(() => this.publish(store.update(row, { state })));
      throw error;
    }
    this.forget(row, user.id);
  }

  /** Title of an image, whoever may see it, and whose it is. */
  find(id: string): SavedRow | null {
    return this.parts.store.find(id);
  }

  /**
   * To be called at the start: what an earlier process was making when it ended has failed, and what it was deleting goes
   * on. Resolves when the engine has nothing left of either.
   */
  async recover(): Promise<void> {
    const { store, database, containerName } = this.parts;
    const left = store.unfinished();
    for (const row of left.filter(({ state }) => state === 'making')) {
      database.transaction(() =>
        this.failed(row, 'The hub was started again while it was made; save it once more')
      );
    }
    await Promise.all(
      left.map(async row => {
        await this.making.discard(row.id, containerName(row.serverId), this.closing.signal);
        if (row.state === 'deleting' && !this.closing.signal.aborted) {
          this.forget(row, null);
        }
      })
    );
  }

  /** Resolves when no image is being made any more. */
  async settled(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  /** Leaves what is being made to the next process. */
  async close(): Promise<void> {
    this.closing.abort();
    this.running.forEach(({ abort }) => abort.abort(new Closed()));
    await this.settled();
  }

  private async look(target: ServerContainer): Promise<Omit<EnvironmentChanges, 'mayBeSaved'>> {
    const { isTooLarge, ...found } = await this.reader.changes(target);
    const { mostBytes } = this.parts.limits;
    return { ...found, refusal: isTooLarge ? tooLarge(mostBytes).message : null };
  }

  private whyNot(user: User, target: ServerContainer): AppError | null {
    const { limits, store } = this.parts;
    if (!limits.allowed) {
      return new AppError('not-allowed', 'Saving environments is switched off here');
    }
    if (store.isMaking(target.serverId)) {
      return new AppError('conflict', 'This server is being saved already');
    }
    return store.ofOwner(user.id).length >= limits.perUser
      ? new AppError('limit-reached', `A user can have ${limits.perUser} images; delete one first`)
      : null;
  }

  private run(row: SavedRow, target: ServerContainer): void {
    const abort = new AbortController();
    const done = this.work(row, target, abort.signal)
      .catch((error: unknown) =>
        this.parts.log.error({ err: error, image: row.id }, 'the making of an image failed')
      )
      .finally(() => {
        this.running.delete(row.id);
        this.view.note(row.id, null);
      });
    this.running.set(row.id, { abort, done });
  }

  private async work(row: SavedRow, target: ServerContainer, signal: AbortSignal): Promise<void> {
    const { database } = this.parts;
    const tell = (message: string, fraction: number | null) => {
      this.view.note(row.id, { message, fraction });
      const current = this.find(row.id);
      if (current?.state === 'making') {
        database.transaction(() => this.publish(current));
      }
    };
    try {
      const sizeBytes = await this.making.make(row.id, target, tell, signal);
      database.transaction(() => this.ready(row, sizeBytes));
    } catch (error) {
      if (error instanceof Closed) {
        return;
      }
      await this.making.discard(row.id, target.container, this.closing.signal);
      if (!(error instanceof Cancelled)) {
        const isExplained = error instanceof AppError;
        const reason = isExplained ? error.message : 'Something went wrong in the hub';
        database.transaction(() => this.failed(row, reason));
        if (!isExplained) {
          throw error;
        }
      }
    }
  }

  private ready({ id }: SavedRow, sizeBytes: number): void {
    const { store, notifier } = this.parts;
    const current = store.find(id);
    if (current?.state !== 'making') {
      return;
    }
    const row = store.update(current, { state: 'ready', sizeBytes });
    this.publish(row);
    this.record(row.ownerId, row, 'save', `“${row.title}” is ready`);
    notifier.notify(row.ownerId, {
      kind: 'taskSucceeded',
      title: `Your environment is saved as “${row.title}”`,
      body: 'Choose it for a server or a job, or share it.',
      resource: { kind: 'image', id }
    });
  }

  private failed({ id }: SavedRow, failure: string): void {
    const { store, notifier } = this.parts;
    const current = store.find(id);
    if (current?.state !== 'making') {
      return;
    }
    const row = store.update(current, { state: 'failed', failure });
    this.publish(row);
    this.record(row.ownerId, row, 'save', `“${row.title}”: ${failure}`, 'failed');
    notifier.notify(row.ownerId, {
      kind: 'taskFailed',
      title: `Your environment could not be saved as “${row.title}”`,
      body: failure,
      resource: { kind: 'image', id }
    });
  }

  /** @param by - who deleted it; null for what an earlier process began */
  private forget(row: SavedRow, by: string | null): void {
    const { database, store, images, grants, events } = this.parts;
    database.transaction(() => {
      grants.withdrawAllOn({ kind: 'image', id: row.id });
      store.delete(row.id);
      images.forget(row.id);
      events.publish(row.ownerId, {
        type: 'imageDeleted',
        id: row.id,
        version: row.version + 1
      });
      this.record(by, row, 'delete', `Deleted the image “${row.title}”`);
    });
  }

  /** @throws AppError `not-found` */
  private visible(user: User, id: string, seesAll = false): SavedRow {
    const row = this.parts.store.find(id);
    const isSeen =
      row &&
      (seesAll || this.parts.grants.may(user, 'use', { kind: 'image', id, ownerId: row.ownerId }));
    if (!isSeen) {
      throw new AppError('not-found', 'There is no such image, or you may not see it');
    }
    return row;
  }

  private publish(row: SavedRow): void {
    this.parts.events.publish(row.ownerId, {
      type: 'image',
      id: row.id,
      version: row.version,
      body: this.view.toContract(row)
    });
  }

  private record(
    actorId: string | null,
    { id, ownerId }: SavedRow,
    verb: string,
    detail: string,
    outcome: 'done' | 'failed' = 'done'
  ): void {
    this.parts.activity.record({
      actorId,
      action: `image.${verb}`,
      resource: { kind: 'image', id },
      outcome,
      detail,
      concerns: [ownerId]
    });
  }
}
