import type { Page } from '../../contract/common.js';
import {
  type Grant as ContractGrant,
  GRANTABLE,
  type Privilege,
  type ResourceRef,
  type SubjectRef
} from '../../contract/grants.js';
import { mayDoInGroup } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import type { AccessChanges } from './access-changes.js';
import { completed, whyNotGrant } from './may-grant.js';
import type {
  AccessWatch,
  NamedResource,
  SharedResources,
  SharingGroups,
  SharingUsers
} from './ports.js';
import type { GrantService } from './service.js';
import type { GrantCursor } from './store.js';
import { EVERYONE, type Grant, type ResourceKind, type Subject } from './types.js';
import type { GrantView } from './view.js';
import { allowedWith, explanationOf, listed } from './words.js';

export interface SharingParts {
  readonly database: Database;
  readonly grants: GrantService;
  readonly changes: AccessChanges;
  readonly resources: SharedResources;
  readonly users: SharingUsers;
  readonly groups: SharingGroups;
  readonly view: GrantView;
  readonly watch: AccessWatch;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly notifier: Notifier;
}

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface ReachQuery extends ListQuery {
  readonly kind?: ResourceKind | undefined;
  readonly through?: Subject['kind'] | undefined;
  /** Part of the resource's name. */
  readonly q?: string | undefined;
}

interface PutRequest {
  readonly resource: ResourceRef;
  readonly subject: SubjectRef;
  readonly privileges: readonly Privilege[];
}

/** Whom something is shared with, and whose access that touches. */
interface Recipient {
  readonly subject: Subject;
  readonly reached: readonly User[];
  /** In a sentence: `with the group “astro”`. */
  readonly words: string;
  /** Whether the caller throws away his own when he withdraws. */
  readonly isHis: boolean;
}

/** Sharing as users do it: who may see and change which grants. */
export class Sharing {
  constructor(private readonly parts: SharingParts) {}

  /** All grants on a resource for who may share it, otherwise those that reach the user. */
  listOn(user: User, ref: ResourceRef, query: ListQuery): Page<ContractGrant> {
    const { grants } = this.parts;
    const resource = this.visible(user, ref);
    return this.page(query, (after, limit) =>
      grants.may(user, 'grant', resource)
        ? grants.pageOn(resource, after, limit)
        : grants.pageReachingOn(user, resource, after, limit)
    );
  }

  /** What is shared with a group, for its members. @throws AppError `not-found`, `not-allowed` */
  listOf(user: User, groupId: string, query: ListQuery): Page<ContractGrant> {
    const { grants, groups } = this.parts;
    if (!mayDoInGroup(groups.get(user, groupId), 'seeInside')) {
      throw new AppError('not-allowed', 'Only members see this: accept the invitation first');
    }
    return this.page(query, (after, limit) =>
      grants.pageTo({ kind: 'group', id: groupId }, after, limit)
    );
  }

  /** What was granted to the user, to his groups and to everyone. */
  listReaching(user: User, query: ReachQuery): Page<ContractGrant> {
    const { grants, resources } = this.parts;
    const { kind = null, through = null, q } = query;
    const among = q ? resources.named(grants.reached(user, { kind, through }), q) : null;
    return this.page(query, (after, limit) =>
      grants.pageReaching(user, { kind, through, among }, after, limit)
    );
  }

  /** Whether the user may do something with what he sees, and through what. @throws AppError `not-found` */
  explain(user: User, ref: ResourceRef, privilege: Privilege) {
    const resource = this.visible(user, ref);
    const explanation = this.parts.grants.explain(user, privilege, resource);
    const through = explanation.allowed ? explanation.through : null;
    const grant = 'grant' in explanation ? this.parts.view.grant(explanation.grant) : null;
    return {
      allowed: explanation.allowed,
      through,
      grant,
      explanation: explanationOf(privilege, through === 'grant' ? grant : through)
    };
  }

  /**
   * Grants these privileges instead of what the subject had, none to withdraw them.
   * @param by - with the rights that his credentials carry
   * @throws AppError `not-found` for resources and groups that he does not see, and for unknown users; `not-allowed`;
   *   `conflict` for the owner; `invalid-request` for privileges that there are not on such a resource
   */
  put(by: User, { resource: ref, subject: subjectRef, privileges }: PutRequest) {
    const { database, grants, view } = this.parts;
    const impossible = privileges.filter(privilege => !GRANTABLE[ref.kind].includes(privilege));
    if (impossible.length > 0) {
      const detail = `On a ${ref.kind} there is no privilege ${listed(impossible)}`;
      throw new AppError('invalid-request', detail, {
        fields: [{ pointer: '/privileges', detail }]
      });
    }
    return database.transaction(() => {
      const resource = this.visible(by, ref);
      const granted = grants.grantsOn(resource);
      const wanted = completed(ref.kind, privileges);
      const recipient = this.recipient(by, subjectRef, wanted.length > 0, subject =>
        granted.some(isTo(subject))
      );
      const before = granted.find(isTo(recipient.subject))?.privileges ?? [];
      this.check(by, resource, recipient, before, wanted);
      this.change(by, resource, recipient, before, wanted);
      const now = grants.grantsOn(resource).find(isTo(recipient.subject));
      return { grant: now ? view.grant(now) : null };
    });
  }

  private page(
    query: ListQuery,
    read: (after: GrantCursor, limit: number) => Grant[]
  ): Page<ContractGrant> {
    const [resourceKind = '', resourceId = '', subjectKind = '', subjectId = ''] = decodeCursor(
      query.cursor,
      4
    );
    const after = { resourceKind, resourceId, subjectKind, subjectId };
    const { items, nextCursor } = pageFrom(
      read(after, query.limit + 1),
      query.limit,
      ({ resource, subject }) => [resource.kind, resource.id, subject.kind, subject.id]
    );
    // What was deleted is not shown; its grants go with it where that matters.
    const shown = items.map(grant => this.parts.view.grant(grant)).filter(grant => grant !== null);
    return { items: shown, nextCursor };
  }

  /** @throws AppError `not-found` for what the user has no access to at all */
  private visible(user: User, ref: ResourceRef): NamedResource {
    const resource = this.parts.resources.find(ref);
    if (!resource || this.parts.grants.accessTo(user, resource).length === 0) {
      throw new AppError('not-found', 'There is no such thing, or you may not see it');
    }
    return resource;
  }

  /** @param isShared - whether a subject has something already: then it can be withdrawn, also by who no longer sees it */
  private recipient(
    by: User,
    ref: SubjectRef,
    gives: boolean,
    isShared: (subject: Subject) => boolean
  ): Recipient {
    const { users, groups } = this.parts;
    if (ref.kind === 'everyone') {
      return {
        subject: EVERYONE,
        reached: users.listUsers(),
        words: 'with everyone',
        isHis: false
      };
    }
    if (ref.kind === 'user') {
      const user = gives ? users.findActive(ref.id) : users.findUser(ref.id);
      if (!user) {
        throw new AppError('not-found', `There is no user ${ref.id}`);
      }
      const subject = { kind: 'user' as const, id: user.id };
      return { subject, reached: [user], words: `with ${user.name}`, isHis: user.id === by.id };
    }
    const subject = { kind: 'group' as const, id: ref.id };
    const reached = () =>
      groups
        .acceptedIn(ref.id)
        .map(id => users.userById(id))
        .filter(user => user !== null);
    const words = () => `with the group “${groups.nameOf(ref.id) ?? ''}”`;
    if (!gives && isShared(subject) && !this.isIn(by, ref.id)) {
      return { subject, reached: reached(), words: words(), isHis: false };
    }
    const group = groups.get(by, ref.id);
    if (gives && !mayDoInGroup(group, 'share')) {
      throw new AppError('not-allowed', `You may not share anything with “${group.name}”`);
    }
    const isHis = mayDoInGroup(group, 'manageMembers');
    return { subject, reached: reached(), words: words(), isHis };
  }

  private isIn(user: User, groupId: string): boolean {
    return this.parts.groups.acceptedIn(groupId).includes(user.id);
  }

  private check(
    by: User,
    resource: NamedResource,
    { subject, isHis }: Recipient,
    before: readonly Privilege[],
    wanted: readonly Privilege[]
  ): void {
    if (subject.kind === 'user' && subject.id === resource.ownerId) {
      throw new AppError('conflict', 'It is his own already');
    }
    const why = whyNotGrant({
      before,
      after: wanted,
      own: this.parts.grants.accessTo(by, resource),
      toEveryone: subject.kind === 'everyone',
      byAdministrator: by.admin,
      isOfTheSite: resource.ownerId === null,
      isHis
    });
    if (why !== null) {
      throw new AppError('not-allowed', why);
    }
  }

  private change(
    by: User,
    resource: NamedResource,
    recipient: Recipient,
    before: readonly Privilege[],
    wanted: readonly Privilege[]
  ): void {
    if (before.join() === wanted.join()) {
      return;
    }
    const { grants, changes, watch, users } = this.parts;
    const { subject, reached } = recipient;
    changes.around(reached, [resource], () =>
      wanted.length > 0
        ? grants.grant(resource, subject, wanted, by)
        : grants.withdraw(resource, subject)
    );
    const owner = resource.ownerId === null ? null : users.userById(resource.ownerId);
    if (owner) {
      watch.changed(owner, resource, grants.accessTo(owner, resource));
    }
    this.tell(by, resource, recipient, wanted, [...reached, by, ...(owner ? [owner] : [])]);
  }

  private tell(
    by: User,
    { kind, id, name }: NamedResource,
    { subject, reached, words }: Recipient,
    wanted: readonly Privilege[],
    concerned: readonly User[]
  ): void {
    const { activity, notifier } = this.parts;
    const ids = [...new Set(concerned.map(user => user.id))];
    ids.forEach(userId =>
      activity.publish(userId, { type: 'grantsChanged', resource: { kind, id } })
    );
    const told = subject.kind === 'everyone' ? [] : reached.filter(user => user.id !== by.id);
    const whom = subject.kind === 'user' ? 'with you' : words;
    for (const user of told) {
      notifier.notify(user.id, {
        kind: 'share',
        title:
          wanted.length > 0
            ? `${by.displayName} shares ${name} ${whom}`
            : `${name} is no longer shared ${whom}`,
        body: wanted.length > 0 ? allowedWith(kind, wanted) : '',
        resource: wanted.length > 0 ? { kind, id } : null
      });
    }
    activity.record({
      actorId: by.id,
      action: wanted.length > 0 ? `${kind}.share` : `${kind}.unshare`,
      resource: { kind, id },
      outcome: 'done',
      detail:
        wanted.length > 0
          ? `Shared ${name} ${words}: ${listed(wanted)}`
          : `No longer shares ${name} ${words}`,
      concerns: subject.kind === 'everyone' ? [] : ids,
      groups: subject.kind === 'group' ? [subject.id] : []
    });
  }
}

function isTo({ kind, id }: Subject): (grant: Grant) => boolean {
  return ({ subject }) => subject.kind === kind && subject.id === id;
}
